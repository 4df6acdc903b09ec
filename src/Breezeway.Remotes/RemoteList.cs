using Breezeway.Annex;
using Breezeway.Annex.Logs;
using Breezeway.Git;
using Breezeway.Git.Config;
using Breezeway.Remotes.Http;
using Breezeway.Remotes.Ssh;

namespace Breezeway.Remotes;

/// <summary>
/// The remotes of a repository, cheapest first, equal costs by name, as the reference has them. Remotes are opened when first used and closed with the list. Thread-safe.
/// </summary>
public sealed class RemoteList : IDisposable
{
    readonly AnnexRepository _repository;
    readonly Dictionary<string, IContentRemote> _open = [];
    readonly Lock _lock = new();

    readonly SshSockets _sockets;
    readonly Lazy<HttpTransport> _http;
    readonly RemoteAccess _access;

    readonly bool _ownsSockets;

    RemoteList(AnnexRepository repository, RemoteAccess access, SshSockets? sockets)
    {
        _repository = repository; _access = access;
        (_sockets, _ownsSockets) = (sockets ?? new SshSockets(repository), sockets is null);
        _http = new(() => new HttpTransport(repository));
    }

    /// <summary>All remotes, ignored ones and those without an annex too.</summary>
    public IReadOnlyList<RemoteInfo> All { get; private set; } = [];

    /// <summary>Those whose content may be used unasked.</summary>
    public IEnumerable<RemoteInfo> Usable => All.Where(r => r.IsUsable);

    /// <summary>Reads the configuration. The uuid of a path remote is read from its own configuration, and remembered in ours when it is new or has changed.</summary>
    /// <param name="trust">Levels that override trust.log (--untrust ...).</param>
    /// <param name="access">How others than path remotes may be reached.</param>
    /// <param name="sockets">Kept connections that are the caller's and outlive this list; null for its own.</param>
    public static RemoteList Load(AnnexRepository repository, IReadOnlyDictionary<Uuid, TrustLevel>? trust = null, RemoteAccess? access = null, SshSockets? sockets = null)
    {
        var list = new RemoteList(repository, access ?? RemoteAccess.Daemon, sockets);
        list.All = list.Read(trust);
        return list;
    }

    IReadOnlyList<RemoteInfo> Read(IReadOnlyDictionary<Uuid, TrustLevel>? trust)
    {
        var repository = _repository;
        var settings = repository.Settings.Remotes.ToList();
        if (settings.Count == 0) return [];
        var levels = TrustLog.Parse(repository.Branch.Read(TrustLog.Path));
        var descriptions = DescriptionLog.Parse(repository.Branch.Read(DescriptionLog.Path));
        var all = new List<RemoteInfo>();
        foreach (var s in settings)
        {
            string url = s.Url is { } u ? RemoteAddress.Rewrite(u, repository.Config) : "";
            var kind = RemoteAddress.SpecialType(s) is not null && s.Url is null ? RemoteKind.Special
                : s.Config.Has($"remote.{s.Name}.annexurl") ? RemoteKind.AnnexHttp : url.Length == 0 ? RemoteKind.Special : RemoteAddress.KindOf(url);
            string? path = kind == RemoteKind.Path ? RemoteAddress.PathOf(url, repository.Top) : null;
            var uuid = path is not null ? Discover(repository, s, path) : s.AnnexUuid.IsNone && !s.Ignore && _access.Probe ? Probe(s, kind, url) : s.AnnexUuid;
            var level = trust is not null && trust.TryGetValue(uuid, out var t) ? t
                : Level(s.TrustLevel) ?? (levels.TryGetValue(uuid, out var logged) ? logged : TrustLevel.SemiTrusted);
            double cost = s.Cost ?? (kind == RemoteKind.Path || (kind == RemoteKind.Special && RemoteAddress.SpecialType(s) == "directory") ? 100 : 200);
            all.Add(new(s, kind, url, path, uuid, cost, level, descriptions.GetValueOrDefault(uuid, "")));
        }
        return [.. all.OrderBy(r => r.Cost).ThenBy(r => r.Name, StringComparer.Ordinal)];
    }

    Uuid Probe(RemoteSettings settings, RemoteKind kind, string url) => kind switch
    {
        RemoteKind.Ssh => ProbeSsh(settings, url),
        RemoteKind.Http => HttpProbe.Run(_repository, settings, url, _http.Value, _access),
        _ => default,
    };

    Uuid ProbeSsh(RemoteSettings settings, string url) =>
        SshAddress.TryParse(url) is { } address ? SshProbe.Run(_repository, settings, new SshTransport(_repository, settings, address, _sockets, _access.Manner), _access) : default;

    /// <summary>How the host of an ssh remote is reached, for git too (<see cref="SshTransport.GitEnvironment"/>); null for other kinds.</summary>
    public SshTransport? TransportOf(RemoteInfo info) => info.Kind == RemoteKind.Ssh && SshAddress.TryParse(info.Url) is { } address
        ? new SshTransport(_repository, info.Settings, address, _sockets, _access.Manner) : null;

    /// <summary>The network has gone: kept connections are broken at once, rather than found dead later.</summary>
    public void Sever() => _sockets.Sever();

    /// <summary>Variables for a git that talks to this remote; none for kinds that need none.</summary>
    public IReadOnlyList<(string Name, string? Value)> GitEnvironment(RemoteInfo info) => TransportOf(info)?.GitEnvironment() ?? [];

    static TrustLevel? Level(string? value) => value switch
    {
        "trusted" => TrustLevel.Trusted, "untrusted" => TrustLevel.Untrusted, "semitrusted" => TrustLevel.SemiTrusted, "dead" => TrustLevel.Dead, _ => null,
    };

    static Uuid Discover(AnnexRepository repository, RemoteSettings settings, string path)
    {
        var known = settings.AnnexUuid;
        if (!known.IsNone && settings.Config.TryGetBool($"remote.{settings.Name}.annex-checkuuid") == false) return known;
        if (RepositoryLocation.At(path) is not { } location) return known;   // not there now: a drive that is not mounted
        var found = new Uuid(ConfigFile.Read($"{location.CommonDir}/config").LastOrDefault(e => e.Name == "annex.uuid").Value ?? "");
        if (found.IsNone || found == known) return known;
        GitConfig.Set(repository.Top, $"remote.{settings.Name}.annex-uuid", found.Value);
        return found;
    }

    /// <summary>By name, uuid or description, as users write it; null when there is none such, or several.</summary>
    public RemoteInfo? Find(string text)
    {
        if (All.FirstOrDefault(r => r.Name == text) is { } named) return named;
        if (All.FirstOrDefault(r => !r.Uuid.IsNone && r.Uuid.Value == text) is { } byUuid) return byUuid;
        var described = All.Where(r => r.Description.Length > 0 && r.Description == text).ToList();
        return described.Count == 1 ? described[0] : null;
    }

    /// <summary>The cheapest remote of a repository; null when none leads to it.</summary>
    public RemoteInfo? Of(Uuid uuid) => All.FirstOrDefault(r => r.Uuid == uuid && !uuid.IsNone);

    /// <summary>The remote, ready for use; the same object for the same remote. Throws <see cref="RemoteFailure"/> when this program cannot use its kind.</summary>
    public IContentRemote Open(RemoteInfo info)
    {
        lock (_lock) return _open.TryGetValue(info.Name, out var r) ? r : _open[info.Name] = Make(info);
    }

    IContentRemote Make(RemoteInfo info) => info.Kind switch
    {
        RemoteKind.Path => new LocalRemote(info, _repository),
        RemoteKind.Ssh => info.Uuid.IsNone ? throw new RemoteFailure($"{info.Name} is not a git-annex repository, or could not be reached yet")
            : new SshRemote(info, _repository, TransportOf(info) ?? throw new RemoteFailure($"{info.Url} is no address that ssh can use")),
        RemoteKind.Http when !info.Uuid.IsNone => new HttpRemote(info, _repository, _http.Value),
        RemoteKind.Special => throw new RemoteFailure($"special remotes of type {RemoteAddress.SpecialType(info.Settings) ?? "unknown"} are not available in this version"),
        _ => throw new RemoteFailure($"content of remotes like {info.Url} is not available in this version"),
    };

    /// <summary>Commits what the remotes that were used have recorded.</summary>
    public void Flush()
    {
        IContentRemote[] used;
        lock (_lock) used = [.. _open.Values];
        foreach (var r in used) r.Flush();
    }

    public void Dispose()
    {
        lock (_lock)
        {
            foreach (var r in _open.Values) r.Dispose();
            _open.Clear();
        }
        if (_ownsSockets) _sockets.Dispose();
        if (_http.IsValueCreated) _http.Value.Dispose();
    }
}
