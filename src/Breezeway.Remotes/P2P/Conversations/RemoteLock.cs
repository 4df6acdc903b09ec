namespace Breezeway.Remotes.P2P.Conversations;

/// <summary>Content that a remote keeps from being removed. Its connection serves nothing else until this is disposed.</summary>
public sealed class RemoteLock : IAsyncDisposable
{
    readonly TimeProvider _time;
    readonly long _sinceTicks;
    readonly DateTimeOffset _sinceClock;
    readonly Func<ValueTask> _unlock;
    int _disposed;

    internal RemoteLock(TimeProvider time, long sinceTicks, DateTimeOffset sinceClock, Task lost, Func<ValueTask> unlock) =>
        (_time, _sinceTicks, _sinceClock, Lost, _unlock) = (time, sinceTicks, sinceClock, lost, unlock);

    /// <summary>Completes when the connection ends, or the peer speaks out of turn: from then on only <see cref="Remaining"/> protects. Never fails.</summary>
    public Task Lost { get; }

    /// <summary>
    /// How long the content certainly stays, whatever becomes of the connection: <see cref="P2PServer.Retention"/> from before the lock was
    /// asked for, by whichever clock went further (the monotonic one stands still in a suspended machine). Zero when over.
    /// Servers older than the content retention (10.2024) keep it only while the connection lives.
    /// </summary>
    public TimeSpan Remaining
    {
        get
        {
            var monotonic = _time.GetElapsedTime(_sinceTicks);
            var clock = _time.GetUtcNow() - _sinceClock;
            var left = P2PServer.Retention - (monotonic > clock ? monotonic : clock);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    /// <summary>Unlocks. Never fails: a peer that is gone unlocks by itself.</summary>
    public ValueTask DisposeAsync() => Interlocked.Exchange(ref _disposed, 1) == 0 ? _unlock() : default;
}
