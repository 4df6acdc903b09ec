using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Assistant.Daemon;
using Breezeway.Assistant.Flow;
using Breezeway.Assistant.Watch;
using Breezeway.Base.Processes;
using Breezeway.Base.Text;
using Breezeway.Git.Objects;
using Breezeway.Sync.Commit;
using Breezeway.Sync.Plan;
using Breezeway.Sync.Transfer;

namespace Breezeway.Assistant;

/// <summary>What the daemon does.</summary>
/// <param name="Syncs">False for <c>watch</c>: adds and commits, and nothing else.</param>
public sealed record AssistantOptions(bool Syncs = true, TimeSpan StartDelay = default);

/// <summary>
/// The assistant of one repository: services joined by what they tell each other (<see cref="IFlow"/>). A change goes Watcher, WorkTreeService (commit), Peer (push, content); over there RefsWatcher,
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
    readonly Wants _policies;
    readonly DropService _drops;
    readonly TransferScanner _scanner;
    readonly Peers _peers;
    readonly ConfigMonitor _settings;
    int _exitCode;

    public Assistant(AnnexRepository repository, AssistantOptions options, IAssistantLog log)
    {
        _repository = repository; _options = options; _log = log;
        _supervisor = new Supervisor(log);
        _transfers = new TransferContext(repository) { FillsFiles = false };
        _policy = new AddPolicy(repository);
        _tree = new WorkTreeService(repository, _policy, this, log) { CommitsChanges = new GlobalSettings(repository).GetBool("annex.autocommit", true), Merges = options.Syncs };
        _branch = new BranchService(repository, this, log);
        _peers = new Peers(repository, _supervisor, MakePeer, ScanFor, log);
        _settings = new ConfigMonitor(repository, logs => { log.Debug("ConfigMonitor", $"changed: {string.Join(", ", logs)}"); Reconfigure(readConfig: false); });
        _policies = new Wants(repository);
        _drops = new DropService(repository, _policies, _transfers, () => _peers.All.Select(p => p.Info.Uuid), log);
        _scanner = new TransferScanner(repository, _tree.Missing, EnqueueAll, _tree.Arrived, k => _wants?.Consider(k), _drops.Consider);
        _wants = new WantsService(repository, _tree.Missing, u => _peers.All.Where(p => p.Info.Uuid == u && !p.Info.Settings.Ignore).MinBy(p => p.Info.Cost), _tree.Arrived, c => Wanted(repository.Uuid, c));
    }

    /// <summary>How long the services may take to finish what they hold; then what they wait for is ended.</summary>
    static readonly TimeSpan s_politely = TimeSpan.FromSeconds(8), s_hard = TimeSpan.FromSeconds(2);

    /// <summary>Runs until the token is set, or the repository is gone; then each service finishes what it holds. Returns the exit code: 1 when it had to end by itself.</summary>
    public int Run(CancellationToken stop)
    {
        new StartupCheck(_repository, _log).Run();
        if (_options.StartDelay > TimeSpan.Zero && stop.WaitHandle.WaitOne(_options.StartDelay)) return 0;
        StartServices();
        WaitHandle.WaitAny([stop.WaitHandle, _ended.Token.WaitHandle]);
        End();
        return _exitCode;
    }

    Peer MakePeer(Remotes.RemoteInfo info, Remotes.RemoteList list)
    {
        var context = new PeerContext(_repository, this, _log, StillWanted, _transfers, _tree.Arrived);
        return info.Kind == Remotes.RemoteKind.Ssh ? new SshPeer(context, info, list) : new LocalPeer(context, info, (Remotes.LocalRemote)list.Open(info));
    }

    void StartServices()
    {
        var news = new RefsNews(Refs: () => { _tree.MergeWanted(); _branch.MergeWanted(); HeadMoved(); }, Head: () => { _tree.MergeWanted(); HeadMoved(); },
            Index: _tree.StagedWanted, Config: () => Reconfigure(readConfig: true));
        _supervisor.Start("RefsWatcher", new RefsService(_repository, news, _log, EndByItself).Run);
        bool scans = _repository.Config.GetBool("annex.startupscan", true);
        if (_tree.CommitsChanges) _supervisor.Start("Watcher", token => { Watch(scans, token); });
        _supervisor.Start("Committer", _tree.Run);
        _supervisor.Start("Branch", _branch.Run);
        _supervisor.Start("DaemonStatus", new StatusKeeper(_repository, () => _tree.IsReady).Run);
        _supervisor.Start("SanityChecker", new SanityChecker(_repository, _log, EndByItself).Run);
        if (_options.Syncs)
        {
            _peers.Update();
            _supervisor.Start("TransferScanner", _scanner.Run);
            _supervisor.Start("Wants", _wants.Run);
            _supervisor.Start("Drops", _drops.Run);
        }
        _log.Say("(started...)");
    }

    void EndByItself()
    {
        _exitCode = 1;
        _ended.Cancel();
    }

    /// <summary>First politely, so that what is half done gets done; then children that something waits for are ended, and none is left behind.</summary>
    void End()
    {
        if (_supervisor.Stop(s_politely)) return;
        _log.Say("ending what takes longer");
        Child.SignalAll(15);
        if (!_supervisor.Stop(s_hard)) Child.SignalAll(9);
    }

    /// <summary>The watcher from its first walk on; when it failed, it starts with a new one.</summary>
    void Watch(bool scans, CancellationToken stop)
    {
        var start = scans || _watchedBefore ? new StartupScan(_repository) : null;
        _watchedBefore = true;
        using var watcher = TreeWatcher.Start(new TreeWatcherOptions(_repository.Top) { OnListed = start is null ? null : start.Listed });
        new WatcherService(_repository, watcher, start, _tree, _policy, _log, EndByItself).Run(stop);
    }
    bool _watchedBefore;

    /// <summary>Settings have changed, in git's configuration or in the git-annex branch. Where they cannot be read those that were known stay.</summary>
    void Reconfigure(bool readConfig)
    {
        lock (_policy)
        {
            if (readConfig) _repository.Reload();
            _policy.Forget();
            if (_options.Syncs) _peers.Update();
        }
    }

    /// <summary>A remote that came (back): all content is offered to it, and asked of it.</summary>
    void ScanFor(Peer peer) => _supervisor.Start($"TransferScanner {peer.Info.Name}", token =>
    {
        using var scanner = new TransferScanner(_repository, _tree.Missing, (what, isNew) => Enqueue(peer, what, isNew), _tree.Arrived, _wants.Consider, _drops.Consider);
        scanner.Scan(token);
    });

    /// <summary>The content is still somewhere in the work tree, or at least here: files that came and went need not travel.</summary>
    bool StillWanted(ContentChange what) => _repository.Objects.Has(what.Key);

    void EnqueueAll(ContentChange what, bool isNew)
    {
        foreach (var peer in _peers.All) Enqueue(peer, what, isNew);
    }

    void Enqueue(Peer peer, ContentChange what, bool isNew)
    {
        if (peer.Info.Settings.Ignore || peer.Info.Settings.ReadOnly || peer.Info.Uuid.IsNone || !Wanted(peer.Info.Uuid, what)) return;
        // a scan asks of everything: what the log says is there already need not be looked at over there
        if (!isNew && Annex.Logs.LocationLog.IsPresent(ByteText.Bytes(_repository.Branch.Read(_repository.LogPath(what.Key))), ByteText.Bytes(peer.Info.Uuid.Value))) return;
        peer.Enqueue(what, upload: true, isNew);
    }

    public void Committed(Sha commit, IReadOnlyList<ContentChange> added)
    {
        UpdateSynced(commit);
        foreach (var peer in _peers.All) peer.PushWanted();
        foreach (var c in added) if (_repository.Objects.Has(c.Key)) EnqueueAll(c, isNew: true);
    }

    /// <summary>A repository without an expression wants everything.</summary>
    bool Wanted(Annex.Uuid uuid, ContentChange what) => !_policies.HasExpression(uuid) || _policies.Get(uuid, what.Key, what.File.Length > 0 ? what.File : null);

    void UpdateSynced(Sha commit)
    {
        if (_options.Syncs && _repository.Refs.CurrentBranch is { } branch && _repository.Refs.Read($"refs/heads/synced/{branch}") is { } synced && synced != commit
            && _tree.Merger.Graph.IsAncestor(synced, commit))
            _repository.Refs.TryUpdate($"refs/heads/synced/{branch}", commit, synced, _repository.Identity.Committer, "synced");
    }

    public void Merged(Sha commit, IReadOnlyList<ContentChange> changed, IReadOnlyList<ContentChange> missing)
    {
        foreach (var peer in _peers.All) peer.PushWanted();
        // what we have others may lack: nodes that never meet sync through us
        foreach (var c in changed) if (_repository.Objects.Has(c.Key)) EnqueueAll(c, isNew: true);
        foreach (var c in missing) _wants.Consider(c.Key);
    }

    public void LocationChanged(Key key, Annex.Uuid where, bool present)
    {
        _branch.Log(key, where, present);
        _drops.Consider(key);
    }

    public void LocationHeard(Key key)
    {
        _drops.Consider(key);
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

    public void BranchMoved()
    {
        if (_policies.Refresh()) _scanner.Again();
        foreach (var peer in _peers.All) peer.PushWanted();
        _settings.Look();
    }

    public void HeadMoved() { foreach (var peer in _peers.All) peer.PushWanted(); }

    public void Dispose()
    {
        _peers.Dispose(); _tree.Dispose(); _branch.Dispose(); _wants.Dispose(); _drops.Dispose(); _scanner.Dispose(); _policies.Dispose(); _policy.Dispose(); _supervisor.Dispose(); _ended.Dispose();
    }
}
