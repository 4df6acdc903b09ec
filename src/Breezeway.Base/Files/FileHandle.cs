using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Breezeway.Base.Files;

/// <summary>How to open a file; close-on-exec always.</summary>
[Flags]
public enum OpenMode
{
    Read = 0, Write = 1, ReadWrite = 2, Create = 0x40, Exclusive = 0x80, Truncate = 0x200, Append = 0x400, NonBlocking = 0x800,
    Directory = 0x10000, NoFollow = 0x20000,
}

/// <summary>An open file. Not thread-safe but for positional reads. A finalizer closes what was forgotten.</summary>
public sealed unsafe class FileHandle : SafeHandleMinusOneIsInvalid
{
    const int CloseOnExec = 0x80000;

    /// <summary>Takes over an open descriptor.</summary>
    public FileHandle(int fd, string path) : base(true) { SetHandle(fd); Path = path; }

    public string Path { get; }
    public int Fd => (int)handle;
    /// <summary>A path to this very open file, whatever became of its name; <c>ProcPath/name</c> is what openat would open.</summary>
    public string ProcPath => $"/proc/self/fd/{Fd}";

    /// <summary>Throws <see cref="FileError"/>.</summary>
    public static FileHandle Open(string path, OpenMode mode, uint permissions = 0x1B6 /* 0666 */)
    {
        var h = TryOpen(path, mode, out int errno, permissions);
        return h ?? throw new FileError("open", path, errno);
    }

    /// <summary>Null and errno on failure.</summary>
    public static FileHandle? TryOpen(string path, OpenMode mode, out int errno, uint permissions = 0x1B6)
    {
        if ((mode & OpenMode.Create) != 0) FaultPoint.Before("create", path);
        int fd;
        do { fd = Native.Open(path, (int)mode | CloseOnExec, permissions); errno = fd < 0 ? Marshal.GetLastPInvokeError() : 0; } while (errno == Errno.Interrupted);
        if ((mode & OpenMode.Create) != 0) FaultPoint.After("create", path);
        return fd < 0 ? null : new FileHandle(fd, path);
    }

    protected override bool ReleaseHandle() => Native.Close((int)handle) == 0;

    public FileStat Stat()
    {
        Native.StatXBuffer b;
        if (Native.StatX(Fd, "", 0x1000 /* AT_EMPTY_PATH */, 0x7ff, &b) != 0) throw FileError.Last("stat", Path);
        return FileStat.From(b);
    }

    /// <summary>Bytes read; 0 at the end.</summary>
    public int Read(Span<byte> buffer)
    {
        fixed (byte* p = buffer)
            while (true)
            {
                nint n = Native.Read(Fd, p, buffer.Length);
                if (n >= 0) return (int)n;
                if (Marshal.GetLastPInvokeError() != Errno.Interrupted) throw FileError.Last("read", Path);
            }
    }

    public int ReadAt(Span<byte> buffer, long offset)
    {
        fixed (byte* p = buffer)
            while (true)
            {
                nint n = Native.PRead(Fd, p, buffer.Length, offset);
                if (n >= 0) return (int)n;
                if (Marshal.GetLastPInvokeError() != Errno.Interrupted) throw FileError.Last("read", Path);
            }
    }

    /// <summary>Writes all of it.</summary>
    public void Write(ReadOnlySpan<byte> data)
    {
        FaultPoint.Before("write", Path);
        fixed (byte* p = data)
            for (int done = 0; done < data.Length;)
            {
                nint n = Native.Write(Fd, p + done, data.Length - done);
                if (n >= 0) done += (int)n;
                else if (Marshal.GetLastPInvokeError() != Errno.Interrupted) throw FileError.Last("write", Path);
            }
        FaultPoint.After("write", Path);
    }

    public void WriteAt(ReadOnlySpan<byte> data, long offset)
    {
        FaultPoint.Before("write", Path);
        fixed (byte* p = data)
            for (int done = 0; done < data.Length;)
            {
                nint n = Native.PWrite(Fd, p + done, data.Length - done, offset + done);
                if (n >= 0) done += (int)n;
                else if (Marshal.GetLastPInvokeError() != Errno.Interrupted) throw FileError.Last("write", Path);
            }
        FaultPoint.After("write", Path);
    }

    public long Seek(long offset) { long r = Native.LSeek(Fd, offset, 0); return r >= 0 ? r : throw FileError.Last("seek", Path); }
    public long SeekEnd() { long r = Native.LSeek(Fd, 0, 2); return r >= 0 ? r : throw FileError.Last("seek", Path); }
    public void Truncate(long length) { if (Native.FTruncate(Fd, length) != 0) throw FileError.Last("truncate", Path); }
    /// <summary>Content and metadata to the disk.</summary>
    public void Sync() { if (Native.FSync(Fd) != 0) throw FileError.Last("fsync", Path); }
    /// <summary>Everything written on this file's file system to the disk.</summary>
    public void SyncFileSystem() { if (Native.SyncFs(Fd) != 0) throw FileError.Last("syncfs", Path); }
    public void SetPermissions(uint mode) { if (Native.FChMod(Fd, mode) != 0) throw FileError.Last("chmod", Path); }

    /// <summary>Shares the other file's blocks (FICLONE); false where the file system cannot.</summary>
    public bool TryCloneFrom(FileHandle source) => Native.IoCtl(Fd, 0x40049409, source.Fd) == 0;

    /// <summary>Rest of the file as bytes.</summary>
    public byte[] ReadToEnd(int limit = int.MaxValue)
    {
        long size = Math.Max(0, Stat().Size);
        var buffer = new byte[(int)Math.Min(limit, Math.Min(size + 1, 1 << 30))];
        int n = 0;
        while (true)
        {
            if (n == buffer.Length)
            {
                if (n >= limit) break;
                Array.Resize(ref buffer, (int)Math.Min(limit, Math.Max(4096L, buffer.Length * 2L)));
            }
            int r = Read(buffer.AsSpan(n));
            if (r == 0) break;
            n += r;
        }
        if (n != buffer.Length) Array.Resize(ref buffer, n);
        return buffer;
    }
}
