using Breezeway.Base.Files;
using Breezeway.Base.Processes;
using Breezeway.Git.Batch;

namespace Breezeway.Annex.WorkTree;

/// <summary>The annex.* attributes of files. git is asked only where some attributes file that applies to a path mentions <c>annex.</c> at all. Thread-safe.</summary>
public sealed class FileAttributes(AnnexRepository repository) : IDisposable
{
    const int Backend_ = 0, LargeFiles_ = 1, NumCopies_ = 2, MinCopies_ = 3;

    readonly Lock _lock = new();
    readonly CheckAttr _git = new(repository.Location, "annex.backend", "annex.largefiles", "annex.numcopies", "annex.mincopies");
    readonly Dictionary<string, bool> _directories = new(StringComparer.Ordinal);
    bool? _everywhere;
    string? _lastPath;
    string[] _last = [];

    /// <summary>annex.backend; null when unspecified. Paths are from the top.</summary>
    public string? Backend(string path) => Get(path, Backend_);
    public string? LargeFiles(string path) => Get(path, LargeFiles_);
    public string? NumCopies(string path) => Get(path, NumCopies_);
    public string? MinCopies(string path) => Get(path, MinCopies_);

    string? Get(string path, int which)
    {
        lock (_lock)
        {
            if (!MayMatter(path)) return null;
            if (path != _lastPath) (_last, _lastPath) = (_git.Get(path), path);
            return _last[which] is var v && v is not (CheckAttr.Unspecified or CheckAttr.Set or CheckAttr.Unset or "") ? v : null;
        }
    }

    bool MayMatter(string path)
    {
        if (repository.IsBare) return false;
        if (_everywhere ??= Everywhere()) return true;
        for (string dir = Fs.Parent(path); ; dir = Fs.Parent(dir))
        {
            if (InDirectory(dir == "." ? "" : dir + "/")) return true;
            if (dir == ".") return false;
        }
    }

    /// <summary>Files that apply to the whole work tree: the repository's own, the user's, the system's.</summary>
    bool Everywhere()
    {
        string home = ProcessEnvironment.Home;
        string config = ProcessEnvironment.Get("XDG_CONFIG_HOME") is { Length: > 0 } x ? x : $"{home}/.config";
        string user = repository.Config.Get("core.attributesfile") is { Length: > 0 } f ? f.StartsWith("~/", StringComparison.Ordinal) ? home + f[1..] : f : $"{config}/git/attributes";
        return Mentions($"{repository.Location.CommonDir}/info/attributes") || Mentions(user) || Mentions("/etc/gitattributes");
    }

    bool InDirectory(string prefix)
    {
        if (_directories.TryGetValue(prefix, out bool known)) return known;
        string file = $"{prefix}.gitattributes";
        // where the file is not checked out git looks into the index
        bool may = Fs.LStat(repository.PathOf(file)) is not null ? Mentions(repository.PathOf(file)) : repository.Index.Read().TryGet(file, out _);
        return _directories[prefix] = may;
    }

    static bool Mentions(string file)
    {
        try { return Fs.TryReadAll(file) is { } content && content.AsSpan().IndexOf("annex."u8) >= 0; }
        catch (FileError) { return false; }
    }

    /// <summary>Attributes files are read anew when next needed.</summary>
    public void Forget()
    {
        lock (_lock)
        {
            _git.Rest();
            _directories.Clear();
            _everywhere = null;
            _lastPath = null;
        }
    }

    public void Dispose() => _git.Dispose();
}
