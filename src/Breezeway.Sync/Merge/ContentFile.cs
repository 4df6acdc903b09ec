using Breezeway.Annex;
using Breezeway.Annex.Backends;
using Breezeway.Annex.Keys;
using Breezeway.Base.Files;

namespace Breezeway.Sync.Merge;

/// <summary>Makes the work tree file of an unlocked key from its object.</summary>
static class ContentFile
{
    /// <summary>
    /// A file with the object's content and mtime: a hard link with annex.thin, shared blocks where the file system can, else a copy. False when the content is not here (any more).
    /// </summary>
    /// <param name="mode">Before the umask.</param>
    internal static bool TryMake(AnnexRepository repository, Key key, string path, uint mode)
    {
        if (repository.Objects.Find(key, out var stat) is not { } obj) return false;
        if (repository.Settings.Thin && stat.Links == 1)
        {
            repository.Objects.Permissions.Thaw(obj);
            if (Fs.TryLink(obj, path) == 0) return true;
        }
        using var from = FileHandle.TryOpen(obj, OpenMode.Read, out _);
        if (from is null) return false;
        using var to = FileHandle.Open(path, OpenMode.Write | OpenMode.Create | OpenMode.Exclusive, mode);
        if (stat.Size > 0 && !ContentCopy.TryReflink(from, to)) ContentCopy.Copy(from, to, null, null, CancellationToken.None);
        Fs.TrySetMtime(path, stat.MtimeSeconds, stat.MtimeNanoseconds);
        return true;
    }
}
