using Breezeway.Remotes.P2P.Messages;

namespace Breezeway.Remotes.P2P.Conversations;

// NOTIFYCHANGE and CONNECT.
public sealed partial class P2PServer
{
    async ValueTask<ServerEnd?> NotifyChangeAsync(CancellationToken token)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        var change = local.WaitForChangeAsync(stop.Token).AsTask();
        // A peer that hangs up meanwhile must not leave us waiting for a change that may never come.
        var input = connection.WaitForInputAsync(stop.Token).AsTask();
        try
        {
            if (await Task.WhenAny(change, input) == input && !await input) return ServerEnd.Done;
            if (await change is not { } shas) return new ServerEnd(1, "change notification not available");
            return await AnswerAsync(new Message.Changed(shas), token);
        }
        finally
        {
            await stop.CancelAsync();
            // Both end now, most likely by that cancellation, which is what was wanted.
            await Task.WhenAll(change, input).ContinueWith(static t => _ = t.Exception, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    async ValueTask<ServerEnd?> ConnectAsync(Message.Connect m, CancellationToken token)
    {
        if (m.Service == GitService.ReceivePack && local.Access != P2PAccess.ReadWrite)
        {
            await SendAsync(ReadOnly, token);
            return ServerEnd.Done;
        }
        var started = local.StartGit(m.Service);
        if (started is null) return new ServerEnd(1, "relaying to git not supported on this connection");
        await using var git = started;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(token);
        var toGit = GitRelaying.ReceiveAsync(connection, git.ToGit, stop.Token);
        try
        {
            await GitRelaying.SendAsync(connection, git.FromGit, limits.Stall, time, token);
            await SendAsync(new Message.ConnectDone(await git.ExitAsync(token)), token);
            return ServerEnd.Done;
        }
        finally
        {
            await stop.CancelAsync();
            // How the peer's half ended does not matter once git has: its exit code says it all.
            await toGit.ContinueWith(static t => _ = t.Exception, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }
}
