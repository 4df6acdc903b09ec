using Breezeway.Annex;
using Breezeway.Annex.Backends;
using Breezeway.Base.Files;
using Breezeway.Git.Batch;

namespace Breezeway.Sync.Commit;

/// <summary>The add policy that settings and attributes describe (repository.md 6, policy.md 4). Helper processes start when first needed; used by one thread at a time.</summary>
public sealed class AddPolicy(AnnexRepository repository, Func<string, FileStat, bool>? largeFiles) : IAddPolicy, IDisposable
{
    readonly CheckIgnore _ignore = new(repository.Location);
    readonly CheckAttr _attributes = new(repository.Location, "annex.backend");
    readonly Lock _lock = new();

    public bool IsIgnored(string path) { lock (_lock) return _ignore.IsIgnored(path); }

    public bool GoesToAnnex(string path, in FileStat stat)
    {
        if (!repository.Settings.DotFiles && IsDotFile(path)) return false;
        return largeFiles is null || largeFiles(path, stat);
    }

    /// <summary>A component starts with a dot.</summary>
    public static bool IsDotFile(string path) => path[0] == '.' || path.Contains("/.", StringComparison.Ordinal);

    public Backend BackendFor(string path)
    {
        string configured = repository.Config.Get("annex.backend") ?? repository.Config.Get("annex.backends")?.Split(' ')[0] ?? "";
        if (repository.Index.Read().TryGet(".gitattributes", out _) || Fs.Exists($"{repository.Top}/.gitattributes") || Fs.Exists($"{repository.Location.CommonDir}/info/attributes"))
            lock (_lock) if (_attributes.Get(path)[0] is var a && a != CheckAttr.Unspecified && a != CheckAttr.Set && a != CheckAttr.Unset) configured = a;
        return Backends.Get(configured.Length > 0 ? configured : Backends.Default);
    }

    public bool AddLocked(string path, in FileStat stat) => false;

    /// <summary>Ignore rules and attributes are read anew.</summary>
    public void Forget() { lock (_lock) { _ignore.Rest(); _attributes.Rest(); } }

    public void Dispose() { _ignore.Dispose(); _attributes.Dispose(); }
}
