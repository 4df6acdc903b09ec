using Breezeway.Annex.Keys;
using Breezeway.Annex.Objects;
using Breezeway.Base.Files;

namespace Breezeway.Annex.WorkTree;

/// <summary>With annex.thin an unlocked file and its object are one inode: whoever changes the file changes the object, whose key then is lost.</summary>
public static class ThinObjects
{
    /// <summary>Removes the object of the key that the file held before, where the file's new content overwrote it, and records that it is gone.</summary>
    /// <param name="file">The changed file.</param>
    public static void DropOverwritten(AnnexRepository repository, Key before, in FileStat file)
    {
        if (file.Links < 2 || repository.Objects.Find(before, out var obj) is null || obj.Inode != file.Inode || obj.Device != file.Device) return;
        using var held = ContentLock.TryExclusive(repository.Objects, before, repository.Time);
        if (held is null) return;
        repository.Objects.RemoveLocked(before);
        repository.LogLocation(before, repository.Uuid, false);
    }
}
