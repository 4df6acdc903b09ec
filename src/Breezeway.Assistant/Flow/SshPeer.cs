using Breezeway.Annex;
using Breezeway.Annex.Branch;
using Breezeway.Annex.Keys;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Git;
using Breezeway.Git.History;
using Breezeway.Git.Objects;
using Breezeway.Remotes;
using Breezeway.Remotes.Ssh;
using Breezeway.Sync.Push;

namespace Breezeway.Assistant.Flow;

/// <summary>
/// One remote that is reached by ssh: git pushes and fetches over the kept connection, and a <c>git-annex-shell notifychanges</c> that stays open tells what changes over there (transfer.md 3).
/// Nobody is ever asked for anything: where ssh would have to, it fails.
/// </summary>
public sealed class SshPeer : Peer
{
    /// <summary>How long a git may still run when the daemon stops.</summary>
    static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);
    /// <summary>How often a remote is asked that cannot tell of changes.</summary>
    static readonly TimeSpan s_poll = TimeSpan.FromMinutes(2);

    readonly AnnexRepository _here;
    readonly SshTransport _transport;
    readonly CommitGraph _graph;
    (Sha? Head, Sha? Annex) _pushed;
    volatile string? _said;

    /// <param name="list">The list that it was found in.</param>
    public SshPeer(PeerContext context, RemoteInfo info, RemoteList list) : base(context, info, info.Uuid.IsNone ? null : list.Open(info))
    {
        _here = context.Repository;
        _transport = list.TransportOf(info) ?? throw new UserError($"{info.Url} is no address that ssh can use");
        _graph = CommitGraph.Of(_here.GitObjects);
    }

    public override IReadOnlyList<(string Name, Action<CancellationToken> Run)> Services => [("Pusher", RunPusher), ("Listener", RunListener), ("Transferrer", RunLane)];

    Backoff NewBackoff(int salt) => new(new Random(Info.Name.GetHashCode() ^ Environment.ProcessId ^ salt));

    void RunPusher(CancellationToken stop)
    {
        using var end = new CancellationTokenSource();
        using var patience = stop.Register(() => end.CancelAfter(s_patience));
        var backoff = NewBackoff(1);
        while (!stop.IsCancellationRequested)
        {
            var wait = TimeSpan.FromMilliseconds(-1);
            try { if (Round(end.Token)) backoff.Reset(); else { WantAgain(); wait = backoff.Failed(); } }
            catch (Exception e) when (e is RemoteFailure or FileError or UserError or CorruptData or GitFailed)
            {
                if (stop.IsCancellationRequested) return;
                Say(e.Message);
                WantAgain();
                wait = backoff.Failed();
            }
            WaitForWanted(wait, stop);
        }
    }

    /// <summary>False: what is over there has to be merged before more can be pushed.</summary>
    bool Round(CancellationToken end)
    {
        var (push, fetch) = TakeWanted();
        bool ok = true;
        if (push && Info.Settings.Push && !Info.Settings.ReadOnly && !Push(end)) (ok, fetch) = (false, true);
        if (fetch && Info.Settings.Pull && GitPush.Fetch(_here, Info.Name, _transport.GitEnvironment(), end)) Context.Flow.RefsChanged();
        return ok;
    }

    bool Push(CancellationToken end)
    {
        string? branch = _here.Refs.CurrentBranch;
        var now = (branch is null ? null : _here.Refs.Read($"refs/heads/{branch}"), _here.Refs.Read(AnnexBranch.RefName));
        if (now == _pushed || now.Item2 is null) return true;
        if (!Lacks(now.Item1, branch) && !Lacks(now.Item2, "git-annex")) { _pushed = now; return true; }
        var result = GitPush.Push(_here, Info.Name, branch, _transport.GitEnvironment(), end);
        Context.Log.Debug("Pusher", $"{Info.Name}: {result}");
        if (result != PushResult.Ok) return false;
        _pushed = now;
        return true;
    }

    /// <summary>As far as the remote-tracking branches tell: both the branch and its synced/ form get merged over there.</summary>
    bool Lacks(Sha? tip, string? branch) => tip is { } t && !HasIt(t, $"refs/remotes/{Info.Name}/{branch}") && !HasIt(t, $"refs/remotes/{Info.Name}/synced/{branch}");

    bool HasIt(Sha tip, string tracking) => _here.Refs.Read(tracking) is { } there && _graph.IsAncestor(tip, there);

    void RunListener(CancellationToken stop)
    {
        var backoff = NewBackoff(2);
        while (!stop.IsCancellationRequested)
        {
            if (Info.Settings.Ignore) { stop.WaitHandle.WaitOne(s_poll); FetchWanted(); continue; }
            bool stood = false;
            try
            {
                if (Info.Uuid.IsNone) Probe();
                new SshNotifications(_transport, Info.Uuid).Run(() => { stood = true; Ready(); }, Changed, stop);
            }
            catch (Exception e) when (e is RemoteFailure or FileError or GitFailed) { Say(e.Message); }
            if (stop.IsCancellationRequested) return;
            if (stood) backoff.Reset();
            stop.WaitHandle.WaitOne(backoff.Failed());
            // a remote that takes pushes, but cannot tell
            FetchWanted();
        }
    }

    /// <summary>Once it is known, the configuration has changed, and a new peer takes over.</summary>
    void Probe() => SshProbe.Run(_here, Info.Settings, _transport, RemoteAccess.Daemon with { Warn = Say });

    void Ready()
    {
        if (_said is not null) Context.Log.Say($"{Info.Name}: connected");
        _said = null;
        IsBack();
        PushWanted();
        // the first notice lists all refs there are, but what was fetched before may not be merged yet
        FetchWanted();
    }

    void Changed(IReadOnlyList<Sha> values)
    {
        if (values.Any(v => !_here.GitObjects.Has(v))) FetchWanted();
    }

    /// <summary>Once for each reason: an unreachable remote is no news the hundredth time.</summary>
    void Say(string message)
    {
        if (message == _said) return;
        _said = message;
        Context.Log.Say($"{Info.Name}: {message}");
    }

    protected override bool IsThere(Key key)
    {
        try { Remote.CheckPresent(key); return true; }
        catch (RemoteFailure) { return false; }
    }

    /// <summary>Conversations are kept between files that come in short order.</summary>
    protected override TimeSpan RestAfter => TimeSpan.FromSeconds(5);

    protected override void Flush() => Remote.Flush();
}
