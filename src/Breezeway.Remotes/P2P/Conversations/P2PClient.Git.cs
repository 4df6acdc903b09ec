using System.Collections.Immutable;
using Breezeway.Git.Objects;
using Breezeway.Remotes.P2P.Messages;

namespace Breezeway.Remotes.P2P.Conversations;

// NOTIFYCHANGE and CONNECT. Over ssh the reference offers neither: ask only peers that are known to.
public sealed partial class P2PClient
{
    /// <summary>Waits, without a limit, for refs to change over there; their values now. Giving up finishes the connection.</summary>
    public Task<ImmutableArray<Sha>> NotifyChangeAsync(CancellationToken token) => OperateAsync(Timeout.InfiniteTimeSpan, async deadline =>
        await AskAsync(new Message.NotifyChange(), deadline) switch
        {
            Message.Changed m => m.Shas,
            var other => throw Unexpected(other),
        }, token);

    /// <summary>
    /// Joins a git process here (<c>git-remote-*</c>'s connect, say) with a git service over there; its exit code. The connection is over
    /// afterwards. Ends when the service does; <paramref name="toGit"/> is closed then.
    /// </summary>
    public Task<int> ConnectAsync(GitService service, Stream fromGit, Stream toGit, CancellationToken token) =>
        OperateAsync(Timeout.InfiniteTimeSpan, async deadline =>
    {
        await SendAsync(new Message.Connect(service), deadline);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token);
        var sending = GitRelaying.SendAsync(connection, fromGit, limits.Stall, time, stop.Token);
        try
        {
            return await GitRelaying.ReceiveAsync(connection, toGit, deadline.Token)
                ?? throw connection.Break(new RemoteUnavailable("the remote closed the connection before git was done"));
        }
        finally
        {
            await stop.CancelAsync();
            // git's own output may still be open; the service is done with it.
            await sending.ContinueWith(static t => _ = t.Exception, CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            connection.Break(new RemoteUnavailable("the connection was used up by git"));
        }
    }, token);
}
