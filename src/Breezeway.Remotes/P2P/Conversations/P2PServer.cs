using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Remotes.P2P.Messages;
using Breezeway.Remotes.P2P.Wire;

namespace Breezeway.Remotes.P2P.Conversations;

/// <summary>
/// The server's side of the P2P protocol, versions 0 to 4 (transfer.md 2): as <c>git-annex-shell p2pstdio</c> speaks it. Everything
/// from the peer is hostile until checked.
/// </summary>
public sealed partial class P2PServer(P2PConnection connection, IP2PLocal local, ServerLimits limits, TimeProvider time)
{
    /// <summary>The highest version spoken.</summary>
    public const int MaxVersion = 4;

    /// <summary>How long locked content stays when the lock's holder vanishes (repository.md 3, content retention).</summary>
    public static readonly TimeSpan Retention = TimeSpan.FromMinutes(10);

    /// <summary>What the peer agreed to; 0 until it asked.</summary>
    public int Version { get; private set; }

    /// <summary>The whole conversation, from AUTH-SUCCESS on. Ends with the peer, with an error, or by the token (which it throws).</summary>
    public async Task<ServerEnd> RunAsync(CancellationToken token)
    {
        try
        {
            await SendAsync(new Message.AuthSuccess(local.Uuid), token);
            while (true)
            {
                if (await NextLineAsync(Timeout.InfiniteTimeSpan, token) is not { } line) return ServerEnd.Done;
                if (await ServeAsync(Message.TryParse(line), token) is { } end) return end;
            }
        }
        catch (P2PFailure e) { return new ServerEnd(1, e.Message); }
        catch (Exception e) when (IsLocal(e)) { return new ServerEnd(1, e.Message); }
    }

    /// <summary>Null: the conversation goes on.</summary>
    async ValueTask<ServerEnd?> ServeAsync(Message? message, CancellationToken token)
    {
        switch (message)
        {
            case null: return await AnswerAsync(new Message.Error("unknown command"), token);
            case Message.Error: return ServerEnd.Done;
            case Message.Version m:
                Version = (int)Math.Min(MaxVersion, m.Number);
                return await AnswerAsync(new Message.Version(Version), token);
            case Message.Bypass: return null;   // no cluster is served from here: nothing is relayed that could be bypassed
            case Message.GetTimestamp: return await AnswerAsync(new Message.Timestamp(local.MonotonicSeconds), token);
            case Message.CheckPresent m: return await CheckPresentAsync(m, token);
            case Message.LockContent m: return await LockContentAsync(m, token);
            case Message.Remove m: return await RemoveAsync(m.Key, null, token);
            case Message.RemoveBefore m: return await RemoveAsync(m.Key, m.Seconds, token);
            case Message.Get m: return await GetAsync(m, token);
            case Message.Put m: return await PutAsync(m, token);
            case Message.NotifyChange: return await NotifyChangeAsync(token);
            case Message.Connect m: return await ConnectAsync(m, token);
            default: return await AnswerAsync(new Message.Error("unexpected command"), token);
        }
    }

    static readonly Message.Error ReadOnly = new("this repository is read-only; write access denied");
    static readonly Message.Error AppendOnly = new("this repository is append-only; removal denied");

    async ValueTask<ServerEnd?> AnswerAsync(Message message, CancellationToken token)
    {
        await SendAsync(message, token);
        return null;
    }

    /// <summary>Sends; a peer that takes nothing for too long breaks the connection.</summary>
    async ValueTask SendAsync(Message message, CancellationToken token)
    {
        using var deadline = new Deadline(limits.Stall, time, token);
        await InTimeAsync(deadline, connection.SendAsync(message, deadline.Token));
    }

    /// <summary>
    /// The peer's next line, null at the end of its input. It may take <paramref name="silence"/> to begin, and then
    /// <see cref="ServerLimits.Stall"/> to end: half a message holds nothing up for ever.
    /// </summary>
    async ValueTask<string?> NextLineAsync(TimeSpan silence, CancellationToken token)
    {
        if (!connection.HasLine)
        {
            if (silence == Timeout.InfiniteTimeSpan) await connection.WaitForInputAsync(token);
            else
            {
                using var beginning = new Deadline(silence, time, token);
                await InTimeAsync(beginning, connection.WaitForInputAsync(beginning.Token));
            }
        }
        if (connection.HasLine || connection.HasEnded) return await connection.ReadLineAsync(token);
        using var rest = new Deadline(limits.Stall, time, token);
        return await InTimeAsync(rest, connection.ReadLineAsync(rest.Token));
    }

    async ValueTask InTimeAsync(Deadline deadline, ValueTask waiting)
    {
        try { await waiting; }
        catch (OperationCanceledException) when (deadline.HasPassed) { throw Stalled(); }
    }

    async ValueTask<T> InTimeAsync<T>(Deadline deadline, ValueTask<T> waiting)
    {
        try { return await waiting; }
        catch (OperationCanceledException) when (deadline.HasPassed) { throw Stalled(); }
    }

    P2PFailure Stalled() => connection.Break(new RemoteUnavailable("the client stalled"));

    /// <summary>A failure of this end's own that is worth telling the peer.</summary>
    static bool IsLocal(Exception e) => e is UserError or FileError or IOException;
}
