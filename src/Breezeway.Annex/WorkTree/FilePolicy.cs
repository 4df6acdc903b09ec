using Breezeway.Annex.Backends;
using Breezeway.Annex.Matching;
using Breezeway.Base;
using Breezeway.Base.Files;
using Breezeway.Git.Batch;

namespace Breezeway.Annex.WorkTree;

/// <summary>Why a file goes to git and not to the annex.</summary>
public enum GitReason { None, DotFile, NotLarge, Forced }

/// <summary>What the command line says about files to be added.</summary>
/// <param name="Backend">--backend.</param>
/// <param name="ForceLarge">--force-large: all to the annex.</param>
/// <param name="ForceSmall">--force-small: all to git.</param>
public sealed record AddOptions(string? Backend = null, bool ForceLarge = false, bool ForceSmall = false);

/// <summary>
/// What is to become of a file: annexed or git's own, with which backend, locked or not (repository.md 6, policy.md 4). From settings, attributes, the git-annex branch and the command
/// line. Paths are from the top. Thread-safe.
/// </summary>
public sealed class FilePolicy : IDisposable
{
    readonly AnnexRepository _repository;
    readonly AddOptions _options;
    readonly CheckIgnore _ignore;
    readonly FileMatcher _matcher = new();
    readonly Dictionary<string, Expression> _ofAttributes = new(StringComparer.Ordinal);
    volatile Configured _configured;

    public FilePolicy(AnnexRepository repository, AddOptions? options = null)
    {
        _repository = repository;
        _options = options ?? new AddOptions();
        _ignore = new CheckIgnore(repository.Location);
        Attributes = new FileAttributes(repository);
        _configured = new Configured(repository);
    }

    /// <summary>What settings and branch say, read when first needed.</summary>
    sealed class Configured
    {
        readonly GlobalSettings _global;

        public Configured(AnnexRepository repository)
        {
            _global = new GlobalSettings(repository);
            DotFiles = new(() => _global.GetBool("annex.dotfiles"));
            AdjustedUnlocked = new(() => repository.Refs.CurrentBranch is { } b && b.StartsWith("adjusted/", StringComparison.Ordinal)
                && (b.EndsWith("(unlocked)", StringComparison.Ordinal) || b.EndsWith("(unlockpresent)", StringComparison.Ordinal) || b.EndsWith("(hidemissing-unlocked)", StringComparison.Ordinal)));
            Large = new(() => LargeFiles.Configured(repository.Config.Get("annex.largefiles"), null, _global.FromBranch("annex.largefiles")));
            Unlocked = new(() => AddUnlocked.Configured(repository.Config.Get("annex.addunlocked"), _global.FromBranch("annex.addunlocked")));
        }

        public Lazy<bool> DotFiles { get; }
        public Lazy<bool> AdjustedUnlocked { get; }
        public Lazy<Expression?> Large { get; }
        public Lazy<Expression> Unlocked { get; }
    }

    /// <summary>Ignore rules, attributes and settings are read anew when next needed.</summary>
    public void Forget()
    {
        _ignore.Rest();
        Attributes.Forget();
        _configured = new Configured(_repository);
    }

    public FileAttributes Attributes { get; }

    /// <summary>Ignored by .gitignore and its kin.</summary>
    public bool IsIgnored(string path) => _ignore.IsIgnored(path);

    /// <summary>Those of the paths that are ignored, asked in one go.</summary>
    public HashSet<string> IgnoredOf(IReadOnlyCollection<string> paths) => _ignore.IgnoredOf(paths);

    /// <summary>Whether some expression decides about this file; else all but dotfiles are large.</summary>
    public bool HasLargeFiles(string path) => LargeFilesOf(path) is not null;

    Expression? LargeFilesOf(string path)
    {
        if (_repository.Config.Has("annex.largefiles")) return _configured.Large.Value;
        if (Attributes.LargeFiles(path) is not { } text) return _configured.Large.Value;
        lock (_ofAttributes)
        {
            if (!_ofAttributes.TryGetValue(text, out var e)) _ofAttributes[text] = e = LargeFiles.Configured(null, text, null)!;
            return e;
        }
    }

    /// <summary>A component of the path starts with a dot, and such files are git's.</summary>
    public bool IsDotFile(string path) => (path.StartsWith('.') || path.Contains("/.", StringComparison.Ordinal)) && !_configured.DotFiles.Value;

    /// <summary><c>git annex add</c>'s rule; <see cref="GitReason.None"/> stands for the annex.</summary>
    /// <param name="content">An absolute path where the content can be looked at.</param>
    public GitReason Decide(string path, in FileStat stat, string? content = null)
    {
        if (_options.ForceSmall) return GitReason.Forced;
        if (_options.ForceLarge) return GitReason.None;
        if (IsDotFile(path)) return GitReason.DotFile;
        return LargeFilesOf(path) is not { } large || _matcher.Matches(large, path, stat.Size, content ?? _repository.PathOf(path)) ? GitReason.None : GitReason.NotLarge;
    }

    /// <summary>The clean filter's rule 3 (repository.md 6): null where settings leave it to what the index has.</summary>
    /// <param name="size">Bytes.</param>
    public bool? DecideClean(string path, long size, string content)
    {
        if (!_repository.Settings.GitAddToAnnex || IsDotFile(path)) return null;
        return LargeFilesOf(path) is { } large ? _matcher.Matches(large, path, size, content) : null;
    }

    /// <summary>By option, attribute, setting; an attribute that names no backend is passed over. Throws <see cref="UserError"/> for an unknown one elsewhere.</summary>
    public Backend BackendFor(string path)
    {
        if (_options.Backend is { } given) return Known(given);
        if (Attributes.Backend(path) is { } attribute && Backends.Backends.Find(attribute) is { } b) return b;
        string? configured = _repository.Config.Get("annex.backend") is { Length: > 0 } one ? one
            : _repository.Config.Get("annex.backends")?.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return configured is null ? Backends.Backends.Get(Backends.Backends.Default) : Known(configured);
    }

    static Backend Known(string name) => Backends.Backends.Find(name) ?? throw new UserError($"unknown backend {name}");

    /// <summary>Whether an added file becomes a symlink: not without symlinks, in an adjusted branch of unlocked files, or where annex.addunlocked matches.</summary>
    public bool AddLocked(string path, in FileStat stat)
    {
        if (!_repository.Settings.SymlinksSupported || _repository.Settings.Crippled || _configured.AdjustedUnlocked.Value) return false;
        return !_matcher.Matches(_configured.Unlocked.Value, path, stat.Size, _repository.PathOf(path));
    }

    /// <summary>What a key is made from, by the settings of the repository.</summary>
    public KeySource Source(string path, in FileStat stat) => new(path, stat.Size, stat.MtimeSeconds)
    {
        MaxExtensionLength = _repository.Settings.MaxExtensionLength, MaxExtensions = _repository.Settings.MaxExtensions,
    };

    public void Dispose()
    {
        Attributes.Dispose();
        _ignore.Dispose();
    }
}
