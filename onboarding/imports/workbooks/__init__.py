"""Excel workbooks (.xlsx, .xlsm) in a stream: what a person sees in each cell, and what nobody sees at a glance."""
