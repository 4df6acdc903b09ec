namespace Breezeway.Base;

/// <summary>Something the user can set right: shown as one line without a stack trace, exit code 1.</summary>
public sealed class UserError(string message, Exception? cause = null) : Exception(message, cause);

/// <summary>Data at rest that does not parse as its format; the message names the file or object.</summary>
public sealed class CorruptData(string message) : Exception(message);
