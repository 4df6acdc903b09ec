using Breezeway.Annex.Objects;
using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Annex.Init;

/// <summary>
/// An empty file and its stat data as they were: tells whether inode numbers changed since (a remount of some file systems), so that recorded inode caches must be
/// compared weakly.
/// </summary>
public static class Sentinal
{
    static string PathOf(AnnexRepository repository) => $"{repository.AnnexDirectory}/sentinal";

    public static void Create(AnnexRepository repository)
    {
        string path = PathOf(repository);
        repository.Permissions.MakeDirectories(repository.AnnexDirectory);
        Fs.WriteAll(path, []);
        if (repository.Permissions.StateFileMode is uint m) Fs.TrySetPermissions(path, m);
        if (Fs.LStat(path) is { } s) Fs.WriteAtomic(path + ".cache", ByteText.Bytes(InodeCache.Of(s).ToString()));
    }

    /// <summary>False also where nothing is recorded.</summary>
    public static bool InodesChanged(AnnexRepository repository) =>
        Fs.TryReadText(PathOf(repository) + ".cache") is { } text && InodeCache.TryParse(text, out var recorded)
        && Fs.LStat(PathOf(repository)) is { } s && InodeCache.Of(s) != recorded;
}
