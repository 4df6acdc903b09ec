using System.Runtime.InteropServices;
using Breezeway.Base.Text;

namespace Breezeway.Base.Files;

/// <summary>A name in a directory; the kind as the directory tells it (Other when it does not say).</summary>
public readonly record struct DirectoryEntry(string Name, FileKind Kind, ulong Inode);

/// <summary>File system calls on byte-text paths. Failures are <see cref="FileError"/>, but for the Try forms.</summary>
public static unsafe partial class Fs
{
    const int AtFdCwd = -100, NoFollow = 0x100;

    /// <summary>lstat; null when there is nothing at the path.</summary>
    public static FileStat? LStat(string path) => Stat(path, NoFollow);
    /// <summary>stat, following symlinks; null when there is nothing (a dangling link too).</summary>
    public static FileStat? Stat(string path) => Stat(path, 0);

    static FileStat? Stat(string path, int flags) => TryStat(path, flags, out var s, out int errno) ? s
        : errno is Errno.NoEntry or Errno.NotDirectory or Errno.TooManySymlinks ? null : throw new FileError("stat", path, errno);

    /// <summary>lstat telling errno instead of throwing: for who must tell "gone" from "cannot look".</summary>
    public static bool TryLStat(string path, out FileStat stat, out int errno) => TryStat(path, NoFollow, out stat, out errno);

    /// <summary>stat; false when it cannot be had, for whatever reason.</summary>
    public static bool TryStat(string path, out FileStat stat) => TryStat(path, 0, out stat, out _);

    static bool TryStat(string path, int flags, out FileStat stat, out int errno)
    {
        Native.StatXBuffer b;
        if (Native.StatX(AtFdCwd, path, flags, 0x7ff, &b) == 0) { stat = FileStat.From(b); errno = 0; return true; }
        errno = Marshal.GetLastPInvokeError(); stat = default; return false;
    }

    /// <summary>Something is there, be it a dangling link.</summary>
    public static bool Exists(string path) => LStat(path) is not null;
    public static bool IsFile(string path) => Stat(path) is { IsRegular: true };
    public static bool IsDirectory(string path) => Stat(path) is { IsDirectory: true };
    public static bool CanWrite(string path) => Native.Access(path, 2) == 0;

    public static byte[] ReadAll(string path) { using var f = FileHandle.Open(path, OpenMode.Read); return f.ReadToEnd(); }
    public static string ReadText(string path) => ByteText.From(ReadAll(path));

    /// <summary>Null when there is no such file.</summary>
    public static byte[]? TryReadAll(string path)
    {
        using var f = FileHandle.TryOpen(path, OpenMode.Read, out int errno);
        if (f is null) return errno is Errno.NoEntry or Errno.NotDirectory ? null : throw new FileError("open", path, errno);
        try { return f.ReadToEnd(); }
        catch (FileError e) when (e.Code == Errno.IsDirectory) { return null; }
    }
    public static string? TryReadText(string path) => TryReadAll(path) is { } b ? ByteText.From(b) : null;

    /// <summary>Creates or overwrites in place; not atomic.</summary>
    public static void WriteAll(string path, ReadOnlySpan<byte> data, uint permissions = 0x1B6)
    {
        using var f = FileHandle.Open(path, OpenMode.Write | OpenMode.Create | OpenMode.Truncate, permissions);
        f.Write(data);
    }
    public static void WriteText(string path, string text) => WriteAll(path, ByteText.Bytes(text));

    /// <summary>Writes a temporary file beside it and renames it over: readers see the old or the new whole file.</summary>
    public static void WriteAtomic(string path, ReadOnlySpan<byte> data, bool durable = false, uint permissions = 0x1B6)
    {
        string temp = $"{path}.{Native.GetPid()}.{Interlocked.Increment(ref s_unique)}.tmp";
        try
        {
            using (var f = FileHandle.Open(temp, OpenMode.Write | OpenMode.Create | OpenMode.Exclusive, permissions)) { f.Write(data); if (durable) f.Sync(); }
            Rename(temp, path);
        }
        catch { TryUnlink(temp); throw; }
        if (durable) SyncDirectory(Parent(path));
    }
    static int s_unique;

    public static void Rename(string from, string to)
    {
        FaultPoint.Before("rename", to);
        if (Native.Rename(from, to) != 0) throw FileError.Last($"rename from {from}", to);
        FaultPoint.After("rename", to);
    }

    /// <summary>Rename that fails where something is at the target: false then.</summary>
    public static bool RenameNoReplace(string from, string to) => RenameAt2(from, to, 1, Errno.Exists);
    /// <summary>Swaps the two names; false when one of them is missing or the file system cannot.</summary>
    public static bool RenameExchange(string a, string b) => RenameAt2(a, b, 2, Errno.NoEntry);

    static bool RenameAt2(string from, string to, uint flags, int expected)
    {
        FaultPoint.Before("rename", to);
        int r = Native.RenameAt2(AtFdCwd, from, AtFdCwd, to, flags);
        int errno = r == 0 ? 0 : Marshal.GetLastPInvokeError();
        if (r != 0 && errno == Errno.Invalid && flags == 1)
        {   // a file system without it: link and unlink do the same for files
            if (Native.Link(from, to) == 0) { Unlink(from); FaultPoint.After("rename", to); return true; }
            errno = Marshal.GetLastPInvokeError();
        }
        if (errno == expected || (errno == Errno.Invalid && flags == 2)) return false;
        if (errno != 0) throw new FileError($"rename from {from}", to, errno);
        FaultPoint.After("rename", to);
        return true;
    }

    public static void Link(string from, string to) { int e = TryLink(from, to); if (e != 0) throw new FileError($"link from {from}", to, e); }
    /// <summary>0 or errno.</summary>
    public static int TryLink(string from, string to)
    {
        FaultPoint.Before("link", to);
        int e = Native.Link(from, to) == 0 ? 0 : Marshal.GetLastPInvokeError();
        FaultPoint.After("link", to);
        return e;
    }

    public static void Symlink(string target, string path)
    {
        FaultPoint.Before("symlink", path);
        if (Native.Symlink(target, path) != 0) throw FileError.Last("symlink", path);
        FaultPoint.After("symlink", path);
    }

    /// <summary>Null when it is no symlink or not there.</summary>
    public static string? ReadLink(string path)
    {
        if (TryReadLink(path) is { } target) return target;
        int e = Marshal.GetLastPInvokeError();
        return e is Errno.Invalid or Errno.NoEntry or Errno.NotDirectory ? null : throw new FileError("readlink", path, e);
    }

    /// <summary>Null when it cannot be had, for whatever reason.</summary>
    public static string? TryReadLink(string path)
    {
        byte* b = stackalloc byte[8192];
        nint n = Native.ReadLink(path, b, 8192);
        return n < 0 ? null : ByteText.From(new ReadOnlySpan<byte>(b, (int)n));
    }

    public static void Unlink(string path) { int e = Unlink0(path); if (e != 0) throw new FileError("unlink", path, e); }
    /// <summary>False when it was not there or could not be removed.</summary>
    public static bool TryUnlink(string path) => Unlink0(path) == 0;
    static int Unlink0(string path)
    {
        FaultPoint.Before("unlink", path);
        int e = Native.Unlink(path) == 0 ? 0 : Marshal.GetLastPInvokeError();
        FaultPoint.After("unlink", path);
        return e;
    }

    /// <summary>False when it exists already.</summary>
    public static bool MakeDirectory(string path, uint mode = 0x1FF)
    {
        FaultPoint.Before("mkdir", path);
        if (Native.MkDir(path, mode) == 0) { FaultPoint.After("mkdir", path); return true; }
        int e = Marshal.GetLastPInvokeError();
        return e == Errno.Exists ? false : throw new FileError("mkdir", path, e);
    }

    /// <summary>The directory and all above it that are missing. Throws when a file is in the way.</summary>
    public static void MakeDirectories(string path, uint mode = 0x1FF)
    {
        if (path.Length == 0 || IsDirectory(path)) return;
        try { MakeDirectory(path, mode); }
        catch (FileError e) when (e.Code == Errno.NoEntry && Parent(path) is { Length: > 0 } parent && parent != path)
        {
            MakeDirectories(parent, mode);
            MakeDirectory(path, mode);
        }
        if (!IsDirectory(path)) throw new FileError("mkdir", path, Errno.NotDirectory);
    }

    /// <summary>Makes a named pipe; false where that cannot be.</summary>
    public static bool TryMakePipe(string path) => Native.MkFifo(path, 0x180) == 0;

    /// <summary>False when it is not empty, not there, or may not be removed.</summary>
    public static bool TryRemoveDirectory(string path)
    {
        FaultPoint.Before("rmdir", path);
        bool ok = Native.RmDir(path) == 0;
        FaultPoint.After("rmdir", path);
        return ok;
    }

    public static void SetPermissions(string path, uint mode) { if (Native.ChMod(path, mode) != 0) throw FileError.Last("chmod", path); }
    public static bool TrySetPermissions(string path, uint mode) => Native.ChMod(path, mode) == 0;

    /// <summary>Sets the mtime (and atime) without following a symlink.</summary>
    public static bool TrySetMtime(string path, long seconds, uint nanoseconds)
    {
        var t = stackalloc Native.TimeSpec[2];
        t[0] = t[1] = new Native.TimeSpec { Seconds = seconds, Nanoseconds = nanoseconds };
        return Native.UTimeNsAt(AtFdCwd, path, t, NoFollow) == 0;
    }
    /// <summary>Sets mtime and atime to now.</summary>
    public static bool TryTouch(string path) => Native.UTimeNsAt(AtFdCwd, path, null, NoFollow) == 0;

    /// <summary>The names in a directory, without . and .., unsorted. Throws when it cannot be read.</summary>
    public static List<DirectoryEntry> List(string path) => TryList(path, out int errno) ?? throw new FileError("opendir", path, errno);

    /// <summary>Null and errno when it cannot be read.</summary>
    public static List<DirectoryEntry>? TryList(string path, out int errno)
    {
        nint d = Native.OpenDir(path);
        if (d == 0) { errno = Marshal.GetLastPInvokeError(); return null; }
        try
        {
            var all = new List<DirectoryEntry>();
            while (true)
            {
                Marshal.SetLastSystemError(0);
                var e = Native.ReadDir(d);
                if (e == null)
                {
                    errno = Marshal.GetLastPInvokeError();
                    return errno == 0 ? all : null;
                }
                var name = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(e->Name);
                if (name is [(byte)'.'] or [(byte)'.', (byte)'.']) continue;
                all.Add(new DirectoryEntry(ByteText.From(name), e->Type switch { 8 => FileKind.Regular, 4 => FileKind.Directory, 10 => FileKind.Symlink, _ => FileKind.Other }, e->Inode));
            }
        }
        finally { _ = Native.CloseDir(d); }
    }

    /// <summary>Makes the names in a directory durable. A file system that cannot is let pass.</summary>
    public static void SyncDirectory(string path)
    {
        using var d = FileHandle.TryOpen(path, OpenMode.Read | OpenMode.Directory, out _);
        if (d is not null) _ = Native.FSync(d.Fd);
    }

    /// <summary>Removes a tree; makes directories writable on the way. What vanishes meanwhile is fine.</summary>
    public static void RemoveTree(string path)
    {
        if (LStat(path) is not { } s) return;
        if (s.IsDirectory)
        {
            if ((s.Mode & 0x1C0) != 0x1C0) TrySetPermissions(path, s.Permissions | 0x1C0);
            foreach (var e in TryList(path, out _) ?? []) RemoveTree($"{path}/{e.Name}");
            if (!TryRemoveDirectory(path) && Exists(path)) throw new FileError("rmdir", path, Errno.NotEmpty);
        }
        else if (!TryUnlink(path) && Exists(path)) Unlink(path);
    }

    /// <summary>Bytes free for this user, and size of the file system.</summary>
    public static (long Free, long Total) Space(string path)
    {
        Native.StatVfsBuffer b;
        if (Native.StatVfs(path, &b) != 0) throw FileError.Last("statvfs", path);
        return ((long)(b.BlocksAvailable * b.FragmentSize), (long)(b.Blocks * b.FragmentSize));
    }

    public static string CurrentDirectory
    {
        get
        {
            byte* b = stackalloc byte[8192];
            var r = Native.GetCwd(b, 8192);
            return r != null ? ByteText.From(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(r)) : throw FileError.Last("getcwd", ".");
        }
    }
    public static void ChangeDirectory(string path) { if (Native.ChDir(path) != 0) throw FileError.Last("chdir", path); }

    /// <summary>All symlinks resolved; null when something on the way is missing.</summary>
    public static string? RealPath(string path)
    {
        byte* b = stackalloc byte[4097];
        var r = Native.RealPath(path, b);
        return r != null ? ByteText.From(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(r)) : null;
    }

    /// <summary>The directory part without the last name: <c>a/b</c> is <c>a</c>, <c>a</c> is <c>.</c>, <c>/a</c> is <c>/</c>.</summary>
    public static string Parent(string path)
    {
        int i = path.LastIndexOf('/');
        return i < 0 ? "." : i == 0 ? "/" : path[..i];
    }
    /// <summary>The last name of a path.</summary>
    public static string BaseName(string path) => path[(path.LastIndexOf('/') + 1)..];

    public static uint EffectiveUser => Native.GetEUid();
    public static int ProcessId => Native.GetPid();

    /// <summary>The process's file creation mask (set and put back: call it before threads start).</summary>
    public static uint Umask { get { uint m = Native.UMask(0x12); _ = Native.UMask(m); return m; } }
}
