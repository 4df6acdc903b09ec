using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Assistant.Watch;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Remotes;
using Breezeway.Sync.Push;

namespace Breezeway.Assistant.Flow;

/// <summary>
/// One remote that is a path: a pusher for branches besides the lane for content. Its refs are watched, so that what is committed there
/// arrives even when nothing pushes it to us.
/// </summary>
public sealed class LocalPeer(PeerContext context, RemoteInfo info, LocalRemote remote) : Peer(context, info, remote)
{
    readonly AnnexRepository _here = context.Repository;
    readonly LocalRemote _remote = remote;

    public override IReadOnlyList<(string Name, Action<CancellationToken> Run)> Services => [("Pusher", RunPusher), ("Transferrer", RunLane)];

    /// <summary>The pusher's loop.</summary>
    void RunPusher(CancellationToken stop)
    {
        var backoff = new Backoff(new Random(Info.Name.GetHashCode() ^ Environment.ProcessId));
        RefsWatcher? watcher = null;
        try
        {
            while (!stop.IsCancellationRequested)
            {
                var wait = TimeSpan.FromMilliseconds(-1);
                try
                {
                    watcher ??= Watch(stop);
                    Round();
                    backoff.Reset();
                }
                catch (Exception e) when (e is RemoteFailure or FileError or UserError or CorruptData or Git.GitFailed)
                {
                    Context.Log.Debug("Pusher", $"{Info.Name}: {e.Message}");
                    watcher?.Dispose();
                    watcher = null;
                    WantAgain();
                    wait = backoff.Failed();
                }
                WaitForWanted(wait, stop);
            }
        }
        finally { watcher?.Dispose(); }
    }

    RefsWatcher Watch(CancellationToken stop)
    {
        var there = _remote.Repository;
        var watcher = RefsWatcher.Start(there.Location.GitDir, there.Location.CommonDir);
        _ = Forward(watcher.RefsChanged, FetchWanted, stop);
        return watcher;
    }

    static async Task Forward(Signal signal, Action act, CancellationToken stop)
    {
        try { while (true) { await signal.WaitAsync(stop); act(); } }
        catch (Exception e) when (e is OperationCanceledException or System.Threading.Channels.ChannelClosedException or FileError or ObjectDisposedException) { /* the watcher ended: a new one comes with the next round */ }
    }

    void Round()
    {
        var (push, fetch) = TakeWanted();
        var there = _remote.Repository;
        var local = new LocalPush(_here, there, Info.Name);
        if (push && Info.Settings.Push && !Info.Settings.ReadOnly) Push(local, there);
        if (fetch && Info.Settings.Pull) Fetch(local);
    }

    void Push(LocalPush local, AnnexRepository there)
    {
        string? branch = _here.Refs.CurrentBranch;
        var result = local.Push(branch);
        if (result == PushResult.NeedsGit) result = GitPush.Push(_here, Info.Name, branch);
        Context.Log.Debug("Pusher", $"{Info.Name}: {result}");
        if (result == PushResult.Behind) { Fetch(local); return; }
        if (!DaemonPid.IsOurs(there)) MergeThere(there);
    }

    /// <summary>Where no daemon runs, the git-annex branch that was pushed is merged at once, as the reference's post-receive hook does.</summary>
    static void MergeThere(AnnexRepository there)
    {
        if (there.Settings.MergeAnnexBranches && there.Refs.Read("refs/heads/synced/git-annex") is { } pushed) there.Branch.MergeRefs([("refs/heads/synced/git-annex", pushed)]);
    }

    void Fetch(LocalPush local)
    {
        if (!local.TryFetch(out bool news)) news = GitPush.Fetch(_here, Info.Name);
        if (news) Context.Flow.RefsChanged();
    }

    protected override bool IsThere(Key key)
    {
        try { return Fs.IsDirectory(_remote.Repository.AnnexDirectory); }
        catch (Exception e) when (e is RemoteFailure or FileError) { return false; }
    }

    /// <summary>Without a daemon over there nobody else would commit what its log says.</summary>
    protected override void Flush()
    {
        if (!DaemonPid.IsOurs(_remote.Repository)) _remote.Flush();
    }
}
