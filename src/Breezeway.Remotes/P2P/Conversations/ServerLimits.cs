namespace Breezeway.Remotes.P2P.Conversations;

/// <summary>How long a server waits for a peer that has begun something, and how much it bears. Between messages it waits for ever.</summary>
public sealed record ServerLimits
{
    /// <summary>For the rest of a line, the next bytes of data, an answer that holds something up here, or the peer's taking what it asked for.</summary>
    public TimeSpan Stall { get; init; } = P2PServer.Retention;

    /// <summary>
    /// How long a silent peer may hold content locked. The reference sets no limit while the connection lives, and an old peer
    /// relies on it when it drops its own copy late; peers of version 3 and later need no more than <see cref="P2PServer.Retention"/>.
    /// </summary>
    public TimeSpan LockHeld { get; init; } = Timeout.InfiniteTimeSpan;

    /// <summary>Bytes read and thrown away, or zeros sent, to stay in step with a peer; more ends the conversation.</summary>
    public long Waste { get; init; } = 1 << 20;
}

/// <summary>How a conversation ended on the server: its exit code, and what it has to say on stderr (null: nothing).</summary>
public sealed record ServerEnd(int ExitCode, string? Message = null)
{
    public static readonly ServerEnd Done = new(0);
}
