using Breezeway.Annex.Keys;
using Breezeway.Remotes.P2P.Messages;
using Breezeway.Remotes.P2P.Wire;

namespace Breezeway.Remotes.P2P.Conversations;

// LOCKCONTENT.
public sealed partial class P2PClient
{
    /// <summary>Locks content there; null when the peer has not got it or is about to remove it.</summary>
    public async Task<RemoteLock?> LockContentAsync(Key key, CancellationToken token)
    {
        // Before it is asked for: what is left of the retention is never overestimated.
        long ticks = time.GetTimestamp();
        var clock = time.GetUtcNow();
        bool locked = await OperateAsync(limits.Answer, async deadline =>
            await AskAsync(new Message.LockContent(key), deadline) switch
            {
                Message.Success => true,
                Message.Failure => false,
                var other => throw Unexpected(other),
            }, token);
        if (!locked) return null;

        Volatile.Write(ref _busy, 1);
        var stop = new CancellationTokenSource();
        var lost = WatchAsync(stop.Token);
        return new RemoteLock(time, ticks, clock, lost, async () =>
        {
            await stop.CancelAsync();
            await lost;
            stop.Dispose();
            await UnlockAsync();
            Volatile.Write(ref _busy, 0);
        });
    }

    /// <summary>Completes when there is input, which a peer that keeps its part has none of now, or when stopped.</summary>
    async Task WatchAsync(CancellationToken stop)
    {
        try
        {
            await connection.WaitForInputAsync(stop);
            connection.Break(connection.HasEnded
                ? new RemoteUnavailable("the remote closed the connection while it held a lock")
                : new ProtocolViolation("the remote spoke out of turn while it held a lock"));
        }
        catch (OperationCanceledException) { }
        catch (P2PFailure) { }   // the connection has it as its reason
    }

    async ValueTask UnlockAsync()
    {
        // The caller is past caring: what goes wrong here is the connection's reason for its next user.
        using var deadline = new Deadline(limits.Answer, time, CancellationToken.None);
        try { await connection.SendAsync(new Message.UnlockContent(), deadline.Token); }
        catch (Exception e) when (e is P2PFailure or OperationCanceledException) { }
    }
}
