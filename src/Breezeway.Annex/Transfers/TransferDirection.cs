namespace Breezeway.Annex.Transfers;

/// <summary>Which way content moves, seen from the repository whose annex/transfer it is.</summary>
public enum TransferDirection { Upload, Download }
