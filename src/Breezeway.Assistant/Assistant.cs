using System.Collections.Concurrent;
using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Assistant.Daemon;
using Breezeway.Assistant.Flow;
using Breezeway.Assistant.Watch;
using Breezeway.Base.Files;
using Breezeway.Git.Objects;
using Breezeway.Remotes;
using Breezeway.Sync.Commit;
using Breezeway.Sync.Transfer;

namespace Breezeway.Assistant;

/// <summary>What the daemon does.</summary>
/// <param name="Syncs">False for <c>watch</c>: adds and commits, and nothing else.</param>
public sealed record AssistantOptions(bool Syncs = true, TimeSpan StartDelay = default);

/// <summary>
/// The assistant of one repository: services joined by what they tell each other (<see cref="IFlow"/>). A change goes Watcher, WorkTreeService (commit), LocalPeer (push, content); over there RefsWatcher,
/// WorkTreeService (merge, fill).
/// </summary>
public sealed class Assistant : IFlow, IDisposable
{
    readonly AnnexRepository _repository;
    readonly AssistantOptions _options;
    readonly IAssistantLog _log;
    readonly Supervisor _supervisor;
    readonly CancellationTokenSource _ended = new();
    readonly AddPolicy _policy;
    readonly TransferContext _transfers;
    readonly WorkTreeService _tree;
    readonly BranchService _branch;
    readonly WantsService _wants;
    readonly ConcurrentDictionary<string, LocalPeer> _peers = new(StringComparer.Ordinal);
    RemoteList? _remotes;

    public Assistant(AnnexRepository repository, AssistantOptions options, IAssistantLog log)
    {
        _repository = repository; _options = options; _log = log;
        _supervisor = new Supervisor(log);
        _transfers = new TransferContext(repository) { FillsFiles = false };
        _policy = new AddPolicy(repository);
        _tree = new WorkTreeService(repository, _policy, this, log) { CommitsChanges = repository.Config.GetBool("annex.autocommit", true), Merges = options.Syncs };
        _branch = new BranchService(repository, this, log);
        _wants = new WantsService(repository, _tree.Missing, u => _peers.Values.Where(p => p.Info.Uuid == u && !p.Info.Settings.Ignore).MinBy(p => p.Info.Cost), _tree.Arrived);
    }

    /// <summary>Runs until the token is set; then each service finishes what it holds.</summary>
    public void Run(CancellationToken stop)
    {
        foreach (string path in _repository.RemoveStaleLocks()) _log.Say($"removed {path}, left by a process that was killed");
        StartupCheck.CleanTemporary(_repository);
        if (_options.StartDelay > TimeSpan.Zero && stop.WaitHandle.WaitOne(_options.StartDelay)) return;
        using var refs = RefsWatcher.Start(_repository.Location.GitDir, _repository.Location.CommonDir);
        using var tree = _tree.CommitsChanges ? StartWatching() : null;
        Forward(refs.RefsChanged, () => { _tree.MergeWanted(); _branch.MergeWanted(); HeadMoved(); });
        Forward(refs.HeadChanged, () => { _tree.MergeWanted(); HeadMoved(); });
        Forward(refs.IndexChanged, _tree.StagedWanted);
        Forward(refs.ConfigChanged, Reconfigure);
        _supervisor.Start("Committer", _tree.Run);
        _supervisor.Start("Branch", _branch.Run);
        if (_options.Syncs)
        {
            ConnectPeers();
            _supervisor.Start("TransferScanner", token => new TransferScanner(_repository, _tree.Missing, EnqueueAll, _tree.Arrived, _wants.Consider).Run(token));
            _supervisor.Start("Wants", _wants.Run);
        }
        _log.Say("(started...)");
        WaitHandle.WaitAny([stop.WaitHandle, _ended.Token.WaitHandle]);
        _supervisor.Stop(TimeSpan.FromSeconds(20));
    }

    TreeWatcher StartWatching()
    {
        var start = new StartupScan(_repository);
        var watcher = TreeWatcher.Start(new TreeWatcherOptions(_repository.Top) { OnListed = start.Listed });
        _supervisor.Start("Watcher", token => new WatcherService(_repository, watcher, start, _tree, _policy, _log, _ended.Cancel).Run(token));
        return watcher;
    }

    void Forward(Signal signal, Action act)
    {
        _ = Task.Run(async () =>
        {
            try { while (true) { await signal.WaitAsync(_supervisor.Stopping); act(); } }
            catch (Exception e) when (e is OperationCanceledException or System.Threading.Channels.ChannelClosedException or FileError) { /* the daemon ends */ }
        });
    }

    /// <summary>Remotes as the configuration names them now: new ones are connected, others stay as they are.</summary>
    void ConnectPeers()
    {
        var remotes = RemoteList.Load(_repository);
        _remotes = remotes;
        foreach (var info in remotes.All)
        {
            if (info.Kind != RemoteKind.Path || !info.Settings.Sync || info.Trust == Annex.Logs.TrustLevel.Dead || _peers.ContainsKey(info.Name)) continue;
            var peer = new LocalPeer(_repository, info, (LocalRemote)remotes.Open(info), this, _log, StillWanted, _transfers, _tree.Arrived);
            if (!_peers.TryAdd(info.Name, peer)) continue;
            _supervisor.Start($"Pusher {info.Name}", peer.RunPusher);
            _supervisor.Start($"Transferrer {info.Name}", peer.RunLane);
        }
    }

    void Reconfigure()
    {
        _repository.Reload();
        _policy.Forget();
        if (_options.Syncs) ConnectPeers();
    }

    /// <summary>The content is still somewhere in the work tree, or at least here: files that came and went need not travel.</summary>
    bool StillWanted(ContentChange what) => _repository.Objects.Has(what.Key);

    void EnqueueAll(ContentChange what, bool isNew)
    {
        foreach (var peer in _peers.Values)
        {
            if (peer.Info.Settings.Ignore || peer.Info.Settings.ReadOnly || peer.Info.Uuid.IsNone) continue;
            // a scan asks of everything: what the log says is there already need not be looked at over there
            if (!isNew && Annex.Logs.LocationLog.IsPresent(Base.Text.ByteText.Bytes(_repository.Branch.Read(_repository.LogPath(what.Key))), Base.Text.ByteText.Bytes(peer.Info.Uuid.Value))) continue;
            peer.Enqueue(what, upload: true, isNew);
        }
    }

    public void Committed(Sha commit, IReadOnlyList<ContentChange> added)
    {
        UpdateSynced(commit);
        foreach (var peer in _peers.Values) peer.PushWanted();
        foreach (var c in added) if (_repository.Objects.Has(c.Key)) EnqueueAll(c, isNew: true);
    }

    void UpdateSynced(Sha commit)
    {
        if (_options.Syncs && _repository.Refs.CurrentBranch is { } branch && _repository.Refs.Read($"refs/heads/synced/{branch}") is { } synced && synced != commit
            && _tree.Merger.Graph.IsAncestor(synced, commit))
            _repository.Refs.TryUpdate($"refs/heads/synced/{branch}", commit, synced, _repository.Identity.Committer, "synced");
    }

    public void Merged(Sha commit, IReadOnlyList<ContentChange> changed, IReadOnlyList<ContentChange> missing)
    {
        foreach (var peer in _peers.Values) peer.PushWanted();
        // what we have others may lack: nodes that never meet sync through us
        foreach (var c in changed) if (_repository.Objects.Has(c.Key)) EnqueueAll(c, isNew: true);
        foreach (var c in missing) _wants.Consider(c.Key);
    }

    public void LocationChanged(Key key, Annex.Uuid where, bool present) => _branch.Log(key, where, present);

    public void LocationHeard(Key key)
    {
        if (!_tree.Missing.Has(key)) return;
        if (_repository.Objects.Has(key)) _tree.Arrived(key); else _wants.Consider(key);
    }

    public void ContentFilled(IReadOnlyList<ContentChange> filled)
    {
        foreach (var c in filled)
        {
            _branch.Log(c.Key, _repository.Uuid, true);
            EnqueueAll(c, isNew: true);
        }
    }

    public void RefsChanged() { _tree.MergeWanted(); _branch.MergeWanted(); }

    public void BranchMoved() { foreach (var peer in _peers.Values) peer.PushWanted(); }

    public void HeadMoved() { foreach (var peer in _peers.Values) peer.PushWanted(); }

    public void Dispose()
    {
        foreach (var p in _peers.Values) p.Dispose();
        _tree.Dispose(); _branch.Dispose(); _wants.Dispose(); _policy.Dispose(); _supervisor.Dispose(); _ended.Dispose(); _remotes?.Dispose();
    }
}
