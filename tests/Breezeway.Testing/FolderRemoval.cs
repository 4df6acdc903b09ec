using Breezeway.Base.Files;

namespace Breezeway.Testing;

/// <summary>Removes a folder with annexed objects in it, which git-annex leaves write-protected.</summary>
static class FolderRemoval
{
    internal static void Remove(string folder)
    {
        if (!Fs.IsDirectory(folder)) return;
        Unlock(folder);
        Fs.RemoveTree(folder);
    }

    static void Unlock(string folder)
    {
        Fs.TrySetPermissions(folder, 0x1C0 /* 0700 */);
        foreach (var entry in Fs.TryList(folder, out _) ?? [])
            if (entry.Kind == FileKind.Directory) Unlock($"{folder}/{entry.Name}");
    }
}
