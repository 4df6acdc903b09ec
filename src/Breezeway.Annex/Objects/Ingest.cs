using Breezeway.Annex.Backends;
using Breezeway.Annex.Keys;
using Breezeway.Base.Files;

namespace Breezeway.Annex.Objects;

/// <summary>A file whose content is now an object.</summary>
/// <param name="Stat">The work tree file as it was when its content was read (unlocked), or the new symlink (locked).</param>
public sealed record Ingested(Key Key, FileStat Stat, bool Locked);

/// <summary>Why a file could not be taken in now; it is tried again when it changes or rests.</summary>
public enum IngestProblem { None, Vanished, Changed, NotRegular, Unreadable }

/// <summary>Takes a work tree file's content into the annex: one read, which hashes and copies at once. Nothing of the user's file is lost by a kill at any point.</summary>
/// <param name="thin">annex.thin: the object is a hard link of an unlocked file.</param>
public sealed class Ingest(AnnexObjects objects, bool thin)
{
    /// <summary>
    /// Keeps the user's file exactly as it is (inode, mode, writable) and puts a copy of its content into the annex. Null with the problem when the file changed while it was
    /// read, or is no regular file any more.
    /// </summary>
    /// <param name="path">Absolute.</param>
    public Ingested? Unlocked(string path, Backend backend, Func<FileStat, KeySource> source, out IngestProblem problem, CancellationToken stop)
    {
        using var file = OpenRegular(path, out var before, out problem);
        if (file is null) return null;
        if (thin && before.Links == 1 && Hash(file, backend, stop) is { } h)
        {
            if (!Unchanged(path, file, before)) { problem = IngestProblem.Changed; return null; }
            var thinKey = backend.MakeKey(source(before), h);
            if (!objects.Has(thinKey)) objects.TryLink(thinKey, path);
            if (objects.Has(thinKey)) return new Ingested(thinKey, Fs.LStat(path) ?? before, false);
            file.Seek(0);
        }
        string temp = objects.OtherTmp("ingest");
        try
        {
            string? hash;
            using (var copy = FileHandle.Open(temp, OpenMode.Write | OpenMode.Create | OpenMode.Exclusive, 0x180))
            {
                using var running = backend.NewHash();
                bool cloned = before.Size > 0 && ContentCopy.TryReflink(file, copy);
                ContentCopy.Copy(file, cloned ? null : copy, running, null, stop);
                hash = running?.Finish();
                copy.SetPermissions(objects.Permissions.ObjectMode(before.Permissions & 0x1FF));
            }
            if (!Unchanged(path, file, before)) { problem = IngestProblem.Changed; return null; }
            Fs.TrySetMtime(temp, before.MtimeSeconds, before.MtimeNanoseconds);
            var key = backend.MakeKey(source(before), hash);
            objects.Store(key, temp);
            return new Ingested(key, before, false);
        }
        finally { Fs.TryUnlink(temp); }
    }

    /// <summary>
    /// Makes the file itself the object and puts a symlink in its place. The object appears under its name before the file is replaced, so a kill leaves
    /// the file or the link, never neither.
    /// </summary>
    /// <param name="linkTarget">The symlink's target for a key.</param>
    public Ingested? Locked(string path, Backend backend, Func<FileStat, KeySource> source, Func<Key, string> linkTarget, out IngestProblem problem, CancellationToken stop, Action<long>? progress = null)
    {
        using var file = OpenRegular(path, out var before, out problem);
        if (file is null) return null;
        string? hash = Hash(file, backend, stop, progress);
        if (!Unchanged(path, file, before)) { problem = IngestProblem.Changed; return null; }
        var key = backend.MakeKey(source(before), hash);
        string temp = objects.OtherTmp("ingest");
        try
        {
            if (!objects.Has(key))
            {
                // a file with other names stays as it is: the object must not change when they do
                if (before.Links > 1 || Fs.TryLink(path, temp) != 0)
                {
                    using var copy = FileHandle.Open(temp, OpenMode.Write | OpenMode.Create | OpenMode.Exclusive, 0x180);
                    file.Seek(0);
                    if (!ContentCopy.TryReflink(file, copy)) ContentCopy.Copy(file, copy, null, null, stop);
                    copy.SetPermissions(before.Permissions & 0x1FF);
                    if (!Unchanged(path, file, before)) { problem = IngestProblem.Changed; return null; }
                    Fs.TrySetMtime(temp, before.MtimeSeconds, before.MtimeNanoseconds);
                }
                objects.Store(key, temp);
            }
            string link = objects.OtherTmp("link");
            Fs.Symlink(linkTarget(key), link);
            Fs.TrySetMtime(link, before.MtimeSeconds, before.MtimeNanoseconds);
            try { Fs.Rename(link, path); }
            catch (FileError e) when (e.Code == Errno.CrossDevice) { ReplaceAcrossDevices(path, link, before); }
            catch { Fs.TryUnlink(link); throw; }
            return new Ingested(key, Fs.LStat(path) ?? throw new FileError("stat", path, Errno.NoEntry), true);
        }
        finally { Fs.TryUnlink(temp); }
    }

    static void ReplaceAcrossDevices(string path, string link, in FileStat mtime)
    {
        string target = Fs.ReadLink(link)!, beside = $"{path}.{Fs.ProcessId}.annex";
        Fs.TryUnlink(link);
        Fs.Symlink(target, beside);
        Fs.TrySetMtime(beside, mtime.MtimeSeconds, mtime.MtimeNanoseconds);
        Fs.Rename(beside, path);
    }

    static string? Hash(FileHandle file, Backend backend, CancellationToken stop, Action<long>? progress = null)
    {
        using var running = backend.NewHash();
        if (running is null) return null;
        ContentCopy.Copy(file, null, running, progress, stop);
        return running.Finish();
    }

    static FileHandle? OpenRegular(string path, out FileStat stat, out IngestProblem problem)
    {
        stat = default;
        var file = FileHandle.TryOpen(path, OpenMode.Read | OpenMode.NoFollow | OpenMode.NonBlocking, out int errno);
        problem = errno switch
        {
            0 => IngestProblem.None,
            Errno.NoEntry or Errno.NotDirectory => IngestProblem.Vanished,
            Errno.TooManySymlinks => IngestProblem.NotRegular,
            _ => IngestProblem.Unreadable,
        };
        if (file is null) return null;
        stat = file.Stat();
        if (stat.IsRegular) return file;
        file.Dispose();
        problem = IngestProblem.NotRegular;
        return null;
    }

    static bool Unchanged(string path, FileHandle file, in FileStat before) =>
        file.Stat() is var now && now.SameContentAs(before) && now.CtimeSeconds == before.CtimeSeconds && now.CtimeNanoseconds == before.CtimeNanoseconds
        && Fs.LStat(path) is { } there && there.Inode == before.Inode && there.Device == before.Device;
}
