namespace Breezeway.Remotes.P2P.Conversations;

/// <summary>How long a client waits for its peer.</summary>
public sealed record ClientLimits
{
    /// <summary>For AUTH-SUCCESS: the connection has to be made first.</summary>
    public TimeSpan Start { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>For an answer that needs no long work over there.</summary>
    public TimeSpan Answer { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>For the next bytes of content to be sent or taken.</summary>
    public TimeSpan Stall { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>After all content was sent the peer verifies it: so many bytes a second are expected of it, besides <see cref="Answer"/>.</summary>
    public long VerifyRate { get; init; } = 4 << 20;

    /// <summary>Zeros sent to stay in step when content shrinks while it is sent; more breaks the connection.</summary>
    public long Padding { get; init; } = 1 << 20;

    internal TimeSpan StoreAnswer(long bytes) => Answer + TimeSpan.FromSeconds(Math.Min(bytes / Math.Max(1, VerifyRate), LongestVerify));

    const long LongestVerify = 7 * 24 * 3600;
}
