namespace Breezeway.Annex.Logs;

/// <summary><c>.log.rmt</c>: text that external special remotes keep for a key.</summary>
public static class RemoteStateLog
{
    /// <summary>The state one remote keeps; null when there is none.</summary>
    /// <param name="remote">The remote's own uuid, also of a sameas one.</param>
    public static string? Parse(string text, Uuid remote) => MapLog.Parse(text)[remote.Value];

    /// <summary>The text with a new state of one remote, which must not hold a newline.</summary>
    public static string Set(string text, Uuid remote, string state, LogClock clock) => MapLog.Set(text, remote.Value, state, clock);
}
