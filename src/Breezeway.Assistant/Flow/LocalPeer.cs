using Breezeway.Annex;
using Breezeway.Assistant.Daemon;
using Breezeway.Assistant.Watch;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Remotes;
using Breezeway.Sync.Push;
using Breezeway.Sync.Transfer;

namespace Breezeway.Assistant.Flow;

/// <summary>
/// One remote that is a path: a pusher for branches and a lane for content, in threads of their own, so that a slow or dead remote delays no other. Its refs are watched, so that what is committed there
/// arrives even when nothing pushes it to us.
/// </summary>
public sealed class LocalPeer(AnnexRepository repository, RemoteInfo info, LocalRemote remote, IFlow flow, IAssistantLog log, Func<ContentChange, bool> stillWanted, TransferContext transfers, Action<Annex.Keys.Key> arrived) : IDisposable
{
    readonly Wake _push = new(), _transfer = new();
    readonly Lock _lock = new();
    bool _pushWanted = true, _fetchWanted = true;

    public RemoteInfo Info { get; } = info;
    public TransferQueue Queue { get; } = new();

    public void PushWanted() { lock (_lock) _pushWanted = true; _push.Set(); }
    public void FetchWanted() { lock (_lock) _fetchWanted = true; _push.Set(); }

    public void Enqueue(ContentChange what, bool upload, bool isNew)
    {
        Queue.Add(what, upload, isNew);
        _transfer.Set();
    }

    /// <summary>The pusher's loop.</summary>
    public void RunPusher(CancellationToken stop)
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
                    log.Debug("Pusher", $"{Info.Name}: {e.Message}");
                    watcher?.Dispose();
                    watcher = null;
                    lock (_lock) _pushWanted = _fetchWanted = true;
                    wait = backoff.Failed();
                }
                _push.Wait(wait, stop);
            }
        }
        finally { watcher?.Dispose(); }
    }

    RefsWatcher Watch(CancellationToken stop)
    {
        var there = remote.Repository;
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
        bool push, fetch;
        lock (_lock) { (push, fetch) = (_pushWanted, _fetchWanted); _pushWanted = _fetchWanted = false; }
        var there = remote.Repository;
        var local = new LocalPush(repository, there, Info.Name);
        if (push && Info.Settings.Push && !Info.Settings.ReadOnly) Push(local, there);
        if (fetch && Info.Settings.Pull) Fetch(local);
    }

    void Push(LocalPush local, AnnexRepository there)
    {
        string? branch = repository.Refs.CurrentBranch;
        var result = local.Push(branch);
        if (result == PushResult.NeedsGit) result = GitPush.Push(repository, Info.Name, branch);
        log.Debug("Pusher", $"{Info.Name}: {result}");
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
        if (!local.TryFetch(out bool news)) news = GitPush.Fetch(repository, Info.Name);
        if (news) flow.RefsChanged();
    }

    /// <summary>The lane's loop: uploads first noted first sent, small new ones before a backlog.</summary>
    public void RunLane(CancellationToken stop)
    {
        var backoff = new Backoff(new Random(Info.Name.GetHashCode()));
        while (!stop.IsCancellationRequested)
        {
            var wait = TimeSpan.FromMilliseconds(-1);
            while (!stop.IsCancellationRequested && Queue.TryTake(out var what, out bool upload))
            {
                try
                {
                    if (upload) Upload(what, stop); else Download(what, stop);
                    backoff.Reset();
                    _failed.Remove((what.Key, upload));
                }
                catch (Exception e) when (e is RemoteFailure or FileError)
                {
                    if (IsThere())
                    {
                        ItemFailed(what, upload, e.Message, stop);
                        continue;
                    }
                    log.Say($"{(upload ? "copy" : "get")} {what.File} ({Info.Name}): {e.Message}");
                    Queue.Add(what, upload, isNew: false);
                    wait = backoff.Failed();
                    break;
                }
            }
            if (wait < TimeSpan.Zero) Rest();
            if (wait > TimeSpan.Zero) stop.WaitHandle.WaitOne(wait); else _transfer.Wait(wait, stop);
        }
    }

    /// <summary>The remote itself can be reached: then a failure is the content's own, and does not hold up the rest.</summary>
    bool IsThere()
    {
        try { return Fs.IsDirectory(remote.Repository.AnnexDirectory); }
        catch (Exception e) when (e is RemoteFailure or FileError) { return false; }
    }

    /// <summary>Tried so often before it is left to the next scan, or to news of another source.</summary>
    const int ItemTries = 4;
    static readonly TimeSpan s_itemPause = TimeSpan.FromMilliseconds(150);
    readonly Dictionary<(Annex.Keys.Key, bool), int> _failed = [];

    void ItemFailed(ContentChange what, bool upload, string why, CancellationToken stop)
    {
        int times = _failed[(what.Key, upload)] = _failed.GetValueOrDefault((what.Key, upload)) + 1;
        log.Debug("Transferrer", $"{what.File} ({Info.Name}), try {times}: {why}");
        if (times >= ItemTries)
        {
            _failed.Remove((what.Key, upload));
            log.Say($"{(upload ? "copy" : "get")} {what.File} ({Info.Name}): {why}");
            return;
        }
        stop.WaitHandle.WaitOne(s_itemPause * times);
        Queue.Add(what, upload, isNew: false);
    }

    /// <summary>Without a daemon over there nobody else would commit what its log says.</summary>
    void Rest()
    {
        try { if (_sent && !DaemonPid.IsOurs(remote.Repository)) remote.Flush(); _sent = false; }
        catch (Exception e) when (e is RemoteFailure or FileError) { log.Debug("Transferrer", $"{Info.Name}: {e.Message}"); }
    }
    bool _sent;

    void Upload(ContentChange what, CancellationToken stop)
    {
        if (!stillWanted(what) || repository.Objects.Find(what.Key) is not { } path) return;
        var outcome = remote.Store(what.Key, what.File, path, new TransferOptions(), stop);
        _sent = true;
        flow.LocationChanged(what.Key, Info.Uuid, true);
        if (!outcome.HadIt) log.Debug("Transferrer", $"{what.File} to {Info.Name} ok");
    }

    void Download(ContentChange what, CancellationToken stop)
    {
        if (repository.Objects.Has(what.Key)) { arrived(what.Key); return; }
        switch (new Download(transfers).From(remote, what.Key, what.File, null, null, stop))
        {
            case TransferOutcome.Done: transfers.Log.Flush(); arrived(what.Key); log.Debug("Transferrer", $"{what.File} from {Info.Name} ok"); break;
            case TransferOutcome.Failed f: throw new RemoteFailure(string.Join("; ", f.Messages));
        }
    }

    public void Dispose() { _push.Dispose(); _transfer.Dispose(); remote.Dispose(); }
}
