namespace Breezeway.Remotes;

/// <summary>A remote cannot do what it was asked: not reachable, refused, out of space, broken off. The message is one line for the user; a later try may do better.</summary>
public class RemoteFailure(string message, Exception? cause = null) : Exception(message, cause);
