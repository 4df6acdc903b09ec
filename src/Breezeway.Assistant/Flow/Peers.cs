using Breezeway.Annex;
using Breezeway.Annex.Logs;
using Breezeway.Assistant.Daemon;
using Breezeway.Remotes;
using Breezeway.Remotes.Ssh;

namespace Breezeway.Assistant.Flow;

/// <summary>
/// The remotes that are paths or reached by ssh, each with its services: as the configuration and trust.log name them now. One that left them is stopped, one that is changed is started anew; what was queued for it is found
/// again by <paramref name="started"/>. Thread-safe.
/// </summary>
/// <param name="make">Makes a peer; it owns what it opens from the list.</param>
/// <param name="started">Told of each peer that was added later than at the start.</param>
public sealed class Peers(AnnexRepository repository, Supervisor supervisor, Func<RemoteInfo, RemoteList, Peer> make, Action<Peer> started, IAssistantLog log) : IDisposable
{
    /// <summary>All that decides how a remote is used; another one is another peer.</summary>
    sealed record Use(string Url, Uuid Uuid, double Cost, TrustLevel Trust, bool Push, bool Pull, bool ReadOnly, bool Ignore)
    {
        public static Use Of(RemoteInfo i) => new(i.Path ?? i.Url, i.Uuid, i.Cost, i.Trust, i.Settings.Push, i.Settings.Pull, i.Settings.ReadOnly, i.Settings.Ignore);
    }

    sealed record Running(Peer Peer, Use Use, CancellationTokenSource Stop);

    readonly Lock _lock = new();
    readonly SshSockets _sockets = new(repository);
    volatile IReadOnlyDictionary<string, Running> _running = new Dictionary<string, Running>();
    bool _loaded;

    /// <summary>Those that run now.</summary>
    public IEnumerable<Peer> All => _running.Values.Select(r => r.Peer);

    /// <summary>Reads the configuration (as it is in memory) again.</summary>
    public void Update()
    {
        var added = new List<Peer>();
        lock (_lock)
        {
            // not disposed: the remotes opened from it belong to the peers
            var list = RemoteList.Load(repository, sockets: _sockets);
            var wanted = list.All.Where(IsUsed).ToDictionary(i => i.Name, StringComparer.Ordinal);
            var next = new Dictionary<string, Running>(StringComparer.Ordinal);
            foreach (var (name, r) in _running)
                if (wanted.TryGetValue(name, out var i) && Use.Of(i) == r.Use) next[name] = r; else Stop(name, r, gone: !wanted.ContainsKey(name));
            foreach (var info in wanted.Values)
            {
                if (next.ContainsKey(info.Name)) continue;
                var r = next[info.Name] = new(make(info, list), Use.Of(info), CancellationTokenSource.CreateLinkedTokenSource(supervisor.Stopping));
                Run(info.Name, r);
                if (_loaded) { log.Say($"remote {info.Name} ({info.Path ?? info.Url})"); added.Add(r.Peer); }
            }
            (_running, _loaded) = (next, true);
        }
        foreach (var p in added) started(p);
    }

    static bool IsUsed(RemoteInfo i) => i.Kind is RemoteKind.Path or RemoteKind.Ssh && i.Settings.Sync && i.Trust != TrustLevel.Dead;

    void Stop(string name, Running r, bool gone)
    {
        if (gone) log.Say($"remote {name} is no longer used");
        r.Stop.Cancel();
    }

    /// <summary>The services end by the supervisor's token or the peer's own; the last of them puts the peer away.</summary>
    void Run(string name, Running r)
    {
        var services = r.Peer.Services;
        int left = services.Count;
        void Service(string what, Action<CancellationToken> body) => supervisor.Start($"{what} {name}", _ =>
        {
            try { body(r.Stop.Token); }
            catch (OperationCanceledException) when (r.Stop.IsCancellationRequested) { /* asked to end */ }
            if (!supervisor.Stopping.IsCancellationRequested && Interlocked.Decrement(ref left) == 0) r.Peer.Dispose();
        });
        foreach (var (what, body) in services) Service(what, body);
    }

    /// <summary>After the services ended.</summary>
    public void Dispose()
    {
        lock (_lock) foreach (var r in _running.Values) r.Peer.Dispose();
        _sockets.Dispose();
    }
}
