using Breezeway.Annex.Backends;
using Breezeway.Annex.Keys;
using Breezeway.Annex.Objects;
using Breezeway.Base.Files;
using Breezeway.Base.Text;
using Breezeway.Git.Index;
using Breezeway.Git.Objects;

namespace Breezeway.Annex.WorkTree;

/// <summary>
/// Turns locked files into unlocked ones and back, and takes files out of the annex: the work tree at once, the index through the changes given. Thread-safe for different files.
/// </summary>
public sealed class FileLocking(AnnexRepository repository, IndexChanges changes)
{
    /// <summary>A link becomes its content, or a pointer file where that is not here. False when the file is no link to the key (any more).</summary>
    public bool Unlock(AnnexedFile file)
    {
        string path = repository.PathOf(file.Path);
        if (!IsLinkTo(path, file.Key, out var seen)) return false;
        string temp = WorkTreeSwap.Temp(repository, path);
        try
        {
            if (repository.Objects.Find(file.Key, out var obj) is { } content) PutContent(content, obj, temp);
            else Fs.WriteAll(temp, PointerFile.Bytes(file.Key), repository.Permissions.WorkTreeMode(0x1A4) & 0x1FF);
            if (!WorkTreeSwap.TrySwap(temp, path, seen)) return false;
        }
        finally { Fs.TryUnlink(temp); }
        var now = Fs.LStat(path) ?? throw new FileError("stat", path, Errno.NoEntry);
        changes.Set(file.Path, now.IsExecutable ? GitMode.Executable : GitMode.File, PointerFile.Bytes(file.Key), IndexStat.Of(now));
        return true;
    }

    static bool IsLinkTo(string path, Key key, out FileStat seen) =>
        Fs.TryLStat(path, out seen, out _) && seen.IsSymlink && Fs.ReadLink(path) is { } target && PointerFile.FromLink(target) == key;

    /// <summary>A writable copy, or with annex.thin a hard link, with the object's mtime and executable as it is.</summary>
    void PutContent(string content, in FileStat obj, string temp)
    {
        if (repository.Settings.Thin && obj.Links == 1 && Fs.TryLink(content, temp) == 0) { repository.Permissions.Thaw(temp); return; }
        Copy(content, obj, temp);
    }

    void Copy(string content, in FileStat obj, string temp)
    {
        using var from = FileHandle.Open(content, OpenMode.Read);
        using (var to = FileHandle.Open(temp, OpenMode.Write | OpenMode.Create | OpenMode.Exclusive, obj.IsExecutable ? 0x1FFu : 0x1B6u))
        {
            if (!ContentCopy.TryReflink(from, to)) ContentCopy.Copy(from, to, null, null, CancellationToken.None);
            if (repository.Permissions.IsShared) to.SetPermissions(repository.Permissions.WorkTreeMode(to.Stat().Permissions & 0x1FF));
        }
        Fs.TrySetMtime(temp, obj.MtimeSeconds, obj.MtimeNanoseconds);
    }

    /// <summary>What stands against locking.</summary>
    public enum LockResult { Locked, Modified, NotThere }

    /// <summary>
    /// An unlocked file becomes a link. Its content has to be the key's (or force: is thrown away); where the annex lacks it, it becomes the object.
    /// </summary>
    /// <param name="checking">Told before the content is read, where stat data do not tell.</param>
    public LockResult Lock(AnnexedFile file, bool force, Action checking)
    {
        string path = repository.PathOf(file.Path);
        if (!Fs.TryLStat(path, out var seen, out _) || !seen.IsRegular) return LockResult.NotThere;
        bool pointer = seen.Size is > 0 and <= PointerFile.MaxSize && PointerFile.Read(path) == file.Key;
        if (!pointer && !IsUnmodified(file, path, seen, force ? null : checking))
        {
            if (!force) return LockResult.Modified;
        }
        else if (!pointer && !repository.Objects.Has(file.Key)) Keep(file.Key, path, seen);
        if (!PutLink(file, path, seen)) return LockResult.Modified;
        // with annex.thin the object was writable as the file was
        if (repository.Objects.Find(file.Key) is { } obj) repository.Permissions.Freeze(obj);
        return LockResult.Locked;
    }

    /// <summary>By the index entry's stat data, else by reading it; not read where nobody is to be told.</summary>
    bool IsUnmodified(AnnexedFile file, string path, in FileStat seen, Action? checking)
    {
        if (file.Key.Size is long size && size != seen.Size) return false;
        if (repository.Index.Read().TryGet(file.Path, out var e) && e.Sha == file.Sha && e.Size != 0 && e.Stat.Matches(seen) && !IsYoung(seen)) return true;
        if (checking is null) return false;
        checking();
        return Verifier.CheckFile(file.Key, path) == VerifyResult.Good;
    }

    /// <summary>No older than the index: a change within the same tick of the clock would not show.</summary>
    bool IsYoung(in FileStat stat) => Fs.LStat(repository.Index.Path) is not { } index
        || stat.MtimeSeconds > index.MtimeSeconds || (stat.MtimeSeconds == index.MtimeSeconds && stat.MtimeNanoseconds >= index.MtimeNanoseconds);

    void Keep(Key key, string path, in FileStat seen)
    {
        string temp = repository.Objects.OtherTmp("lock");
        try
        {
            Copy(path, seen, temp);
            repository.Objects.Store(key, temp);
            repository.ContentAdded();
        }
        finally { Fs.TryUnlink(temp); }
        repository.LogLocation(key, repository.Uuid, true);
    }

    bool PutLink(AnnexedFile file, string path, in FileStat seen)
    {
        string temp = WorkTreeSwap.Temp(repository, path), target = repository.LinkTarget(file.Path, file.Key);
        try
        {
            Fs.Symlink(target, temp);
            var mtime = repository.Objects.Find(file.Key, out var obj) is not null ? obj : seen;
            Fs.TrySetMtime(temp, mtime.MtimeSeconds, mtime.MtimeNanoseconds);
            if (!WorkTreeSwap.TrySwap(temp, path, seen)) return false;
        }
        finally { Fs.TryUnlink(temp); }
        var now = Fs.LStat(path) ?? throw new FileError("stat", path, Errno.NoEntry);
        changes.Set(file.Path, GitMode.Symlink, ByteText.Bytes(target), IndexStat.Of(now));
        return true;
    }

    /// <summary>
    /// Takes a file out of git and annex: it becomes an ordinary file that git does not know. The object stays. False when its content is not here, or the file is something else by now.
    /// </summary>
    /// <param name="fast">A hard link to the object, which is not to be changed, instead of a copy.</param>
    public bool Unannex(AnnexedFile file, bool fast)
    {
        string path = repository.PathOf(file.Path);
        if (!Fs.TryLStat(path, out var seen, out _) || repository.Objects.Find(file.Key, out var obj) is not { } content) return false;
        bool pointer = seen.IsRegular && seen.Size <= PointerFile.MaxSize && PointerFile.Read(path) == file.Key;
        if (pointer || IsLinkTo(path, file.Key, out _))
        {
            string temp = WorkTreeSwap.Temp(repository, path);
            try
            {
                if (!fast || Fs.TryLink(content, temp) != 0) Copy(content, obj, temp);
                if (!WorkTreeSwap.TrySwap(temp, path, seen)) return false;
            }
            finally { Fs.TryUnlink(temp); }
        }
        else if (!seen.IsRegular) return false;
        changes.Remove(file.Path);
        return true;
    }

    /// <summary>What annex.thin asks of an unlocked file: one inode with the object, or one of its own. Null when it is so; else makes it so and returns whether that worked.</summary>
    public bool? FixThin(AnnexedFile file, Restage restage)
    {
        string path = repository.PathOf(file.Path);
        if (!Fs.TryLStat(path, out var seen, out _) || !seen.IsRegular || repository.Objects.Find(file.Key, out var obj) is not { } content) return null;
        bool linked = seen.Inode == obj.Inode && seen.Device == obj.Device;
        if (linked == repository.Settings.Thin || (!linked && (obj.Links != 1 || !IsUnmodified(file, path, seen, static () => { })))) return null;
        string temp = WorkTreeSwap.Temp(repository, path);
        try
        {
            if (linked) Copy(content, obj, temp);
            else if (Fs.TryLink(content, temp) != 0) return false;
            else repository.Permissions.Thaw(temp);
            if (!WorkTreeSwap.TrySwap(temp, path, seen)) return false;
        }
        finally { Fs.TryUnlink(temp); }
        if (linked) repository.Permissions.Freeze(content);
        if (Fs.LStat(path) is { } now) restage.Add(file.Path, now);
        return true;
    }
}
