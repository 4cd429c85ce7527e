"""Workbooks changed part by part (ECMA-376): what no finding touches keeps every byte."""
