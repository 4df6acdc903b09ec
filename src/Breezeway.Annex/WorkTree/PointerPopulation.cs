using Breezeway.Annex.Backends;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Objects;
using Breezeway.Base.Files;

namespace Breezeway.Annex.WorkTree;

/// <summary>
/// Puts content into unlocked files of the work tree, and takes it out again. A file is replaced by one beside it, and what was displaced is looked at: had somebody
/// changed the file meanwhile, it goes back. Index entries are refreshed later, by <see cref="Restage"/>.
/// </summary>
public sealed class PointerPopulation(AnnexRepository repository, UnlockedFiles files, Restage restage)
{
    /// <summary>Fills the pointer files of a key whose object is here; files of other content are left alone.</summary>
    public void Populate(Key key)
    {
        foreach (var file in files.Of(key)) Populate(key, file);
    }

    /// <summary>False when the file is no pointer to that key (any more), or the object is not here.</summary>
    public bool Populate(Key key, UnlockedFile file)
    {
        string path = repository.PathOf(file.Path);
        if (!Fs.TryLStat(path, out var pointer, out _) || !pointer.IsRegular || pointer.Size > PointerFile.MaxSize || PointerFile.Read(path) != key) return false;
        if (repository.Objects.Find(key, out var stat) is not { } obj) return false;
        string temp = WorkTreeSwap.Temp(repository, path);
        try
        {
            // with annex.thin the file and the object are one, which is writable then
            bool linked = repository.Settings.Thin && stat.Links == 1 && TryLinkWritable(obj, temp);
            if (!linked)
            {
                Copy(obj, temp, pointer.IsExecutable || file.IsExecutable);
                Fs.TrySetMtime(temp, stat.MtimeSeconds, stat.MtimeNanoseconds);
            }
            return Swap(temp, path, pointer, file.Path);
        }
        finally { Fs.TryUnlink(temp); }
    }

    /// <summary>Makes the unmodified unlocked files of a key pointers again: called before its object is removed. Modified ones are left alone.</summary>
    public void Depopulate(Key key)
    {
        foreach (var file in files.Of(key)) Depopulate(key, file);
    }

    /// <summary>False when the file is modified, or no longer there, or a pointer already.</summary>
    public bool Depopulate(Key key, UnlockedFile file)
    {
        string path = repository.PathOf(file.Path);
        if (!Fs.TryLStat(path, out var stat, out _) || !stat.IsRegular || !IsUnmodified(key, file, path, stat)) return false;
        string temp = WorkTreeSwap.Temp(repository, path);
        try
        {
            Fs.WriteAll(temp, PointerFile.Bytes(key));
            Fs.TrySetPermissions(temp, repository.Permissions.WorkTreeMode(stat.Permissions & 0x1FF));
            Fs.TrySetMtime(temp, stat.MtimeSeconds, stat.MtimeNanoseconds);
            return Swap(temp, path, stat, file.Path);
        }
        finally { Fs.TryUnlink(temp); }
    }

    /// <summary>The file holds the key's content: its stat is the index entry's, or else its hash is right.</summary>
    public bool IsUnmodified(Key key, UnlockedFile file, string path, in FileStat stat)
    {
        if (key.Size is long size && stat.Size != size) return false;
        if (repository.Index.Read() is var index && index.TryGet(file.Path, out var e) && e.Sha == file.Sha && e.Size != 0 && e.Stat.Matches(stat) && !IsRacy(stat)) return true;
        if (PointerFile.Read(path) is not null) return false;
        try { return Verifier.CheckFile(key, path) == VerifyResult.Good; }
        catch (FileError) { return false; }
    }

    /// <summary>Younger than the index by its clock: a change within the same tick would not show.</summary>
    bool IsRacy(in FileStat stat) => Fs.LStat(repository.Index.Path) is not { } index
        || stat.MtimeSeconds > index.MtimeSeconds || (stat.MtimeSeconds == index.MtimeSeconds && stat.MtimeNanoseconds >= index.MtimeNanoseconds);

    bool TryLinkWritable(string obj, string temp)
    {
        if (Fs.TryLink(obj, temp) != 0) return false;
        repository.Permissions.Thaw(temp);
        return true;
    }

    void Copy(string obj, string temp, bool executable)
    {
        using var from = FileHandle.Open(obj, OpenMode.Read);
        using var to = FileHandle.Open(temp, OpenMode.Write | OpenMode.Create | OpenMode.Exclusive, executable ? 0x1FFu : 0x1B6u);
        if (!ContentCopy.TryReflink(from, to)) ContentCopy.Copy(from, to, null, null, CancellationToken.None);
        if (repository.Permissions.IsShared) to.SetPermissions(repository.Permissions.WorkTreeMode(to.Stat().Permissions & 0x1FF));
    }

    /// <summary>Puts the file in place of what was looked at; false when that is not what stood there.</summary>
    bool Swap(string temp, string path, in FileStat seen, string file)
    {
        if (!WorkTreeSwap.TrySwap(temp, path, seen)) return false;
        if (Fs.TryLStat(path, out var placed, out _)) restage.Add(file, placed);
        return true;
    }
}
