using Breezeway.Annex.Backends;
using Breezeway.Base;
using Breezeway.Base.Files;

namespace Breezeway.Annex.WorkTree;

/// <summary>
/// What is to become of a file: annexed or git's own, with which backend (repository.md 6). Paths are from the top. Thread-safe.
/// </summary>
public sealed class AddPolicy(AnnexRepository repository) : IDisposable
{
    readonly GlobalSettings _global = new(repository);

    /// <summary>Whether some expression decides about this file; else all but dotfiles are large.</summary>
    public bool HasLargeFiles(string path) => false;

    /// <summary>A component of the path starts with a dot, and such files are git's.</summary>
    public bool IsDotFile(string path) => (path.StartsWith('.') || path.Contains("/.", StringComparison.Ordinal)) && !_global.GetBool("annex.dotfiles");

    /// <summary>The clean filter's rule 3 (repository.md 6): null where settings leave it to what the index has.</summary>
    /// <param name="size">Bytes.</param>
    public bool? DecideClean(string path, long size, string content) => null;

    /// <summary>By setting. Throws <see cref="UserError"/> for an unknown one.</summary>
    public Backend BackendFor(string path)
    {
        string? configured = repository.Config.Get("annex.backend") is { Length: > 0 } one ? one
            : repository.Config.Get("annex.backends")?.Split(' ', StringSplitOptions.RemoveEmptyEntries).FirstOrDefault();
        return configured is null ? Backends.Backends.Get(Backends.Backends.Default) : Known(configured);
    }

    static Backend Known(string name) => Backends.Backends.Find(name) ?? throw new UserError($"unknown backend {name}");

    /// <summary>What a key is made from, by the settings of the repository.</summary>
    public KeySource Source(string path, in FileStat stat) => new(path, stat.Size, stat.MtimeSeconds)
    {
        MaxExtensionLength = repository.Settings.MaxExtensionLength, MaxExtensions = repository.Settings.MaxExtensions,
    };

    public void Dispose() { }
}
