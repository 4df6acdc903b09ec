using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Breezeway.Base.Files;

/// <summary>The libc functions of the file layer. Paths are byte text.</summary>
internal static unsafe partial class Native
{
    const string C = "libc";

    [LibraryImport(C, EntryPoint = "open", SetLastError = true)]
    internal static partial int Open([MarshalUsing(typeof(PathMarshaller))] string path, int flags, uint mode);
    [LibraryImport(C, EntryPoint = "close", SetLastError = true)]
    internal static partial int Close(int fd);
    [LibraryImport(C, EntryPoint = "read", SetLastError = true)]
    internal static partial nint Read(int fd, byte* buffer, nint count);
    [LibraryImport(C, EntryPoint = "pread", SetLastError = true)]
    internal static partial nint PRead(int fd, byte* buffer, nint count, long offset);
    [LibraryImport(C, EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(int fd, byte* buffer, nint count);
    [LibraryImport(C, EntryPoint = "pwrite", SetLastError = true)]
    internal static partial nint PWrite(int fd, byte* buffer, nint count, long offset);
    [LibraryImport(C, EntryPoint = "lseek", SetLastError = true)]
    internal static partial long LSeek(int fd, long offset, int whence);
    [LibraryImport(C, EntryPoint = "ftruncate", SetLastError = true)]
    internal static partial int FTruncate(int fd, long length);
    [LibraryImport(C, EntryPoint = "fsync", SetLastError = true)]
    internal static partial int FSync(int fd);
    [LibraryImport(C, EntryPoint = "fdatasync", SetLastError = true)]
    internal static partial int FDataSync(int fd);
    [LibraryImport(C, EntryPoint = "syncfs", SetLastError = true)]
    internal static partial int SyncFs(int fd);
    [LibraryImport(C, EntryPoint = "statx", SetLastError = true)]
    internal static partial int StatX(int dirfd, [MarshalUsing(typeof(PathMarshaller))] string path, int flags, uint mask, StatXBuffer* buffer);
    [LibraryImport(C, EntryPoint = "rename", SetLastError = true)]
    internal static partial int Rename([MarshalUsing(typeof(PathMarshaller))] string from, [MarshalUsing(typeof(PathMarshaller))] string to);
    [LibraryImport(C, EntryPoint = "renameat2", SetLastError = true)]
    internal static partial int RenameAt2(int fromDir, [MarshalUsing(typeof(PathMarshaller))] string from, int toDir, [MarshalUsing(typeof(PathMarshaller))] string to, uint flags);
    [LibraryImport(C, EntryPoint = "link", SetLastError = true)]
    internal static partial int Link([MarshalUsing(typeof(PathMarshaller))] string from, [MarshalUsing(typeof(PathMarshaller))] string to);
    [LibraryImport(C, EntryPoint = "symlink", SetLastError = true)]
    internal static partial int Symlink([MarshalUsing(typeof(PathMarshaller))] string target, [MarshalUsing(typeof(PathMarshaller))] string path);
    [LibraryImport(C, EntryPoint = "readlink", SetLastError = true)]
    internal static partial nint ReadLink([MarshalUsing(typeof(PathMarshaller))] string path, byte* buffer, nint size);
    [LibraryImport(C, EntryPoint = "unlink", SetLastError = true)]
    internal static partial int Unlink([MarshalUsing(typeof(PathMarshaller))] string path);
    [LibraryImport(C, EntryPoint = "mkdir", SetLastError = true)]
    internal static partial int MkDir([MarshalUsing(typeof(PathMarshaller))] string path, uint mode);
    [LibraryImport(C, EntryPoint = "rmdir", SetLastError = true)]
    internal static partial int RmDir([MarshalUsing(typeof(PathMarshaller))] string path);
    [LibraryImport(C, EntryPoint = "chmod", SetLastError = true)]
    internal static partial int ChMod([MarshalUsing(typeof(PathMarshaller))] string path, uint mode);
    [LibraryImport(C, EntryPoint = "fchmod", SetLastError = true)]
    internal static partial int FChMod(int fd, uint mode);
    [LibraryImport(C, EntryPoint = "utimensat", SetLastError = true)]
    internal static partial int UTimeNsAt(int dirfd, [MarshalUsing(typeof(PathMarshaller))] string path, TimeSpec* times, int flags);
    [LibraryImport(C, EntryPoint = "access", SetLastError = true)]
    internal static partial int Access([MarshalUsing(typeof(PathMarshaller))] string path, int mode);
    [LibraryImport(C, EntryPoint = "opendir", SetLastError = true)]
    internal static partial nint OpenDir([MarshalUsing(typeof(PathMarshaller))] string path);
    [LibraryImport(C, EntryPoint = "readdir", SetLastError = true)]
    internal static partial DirEnt* ReadDir(nint dir);
    [LibraryImport(C, EntryPoint = "closedir")]
    internal static partial int CloseDir(nint dir);
    [LibraryImport(C, EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int FCntl(int fd, int command, FLock* flock);
    [LibraryImport(C, EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int FCntl(int fd, int command, nint argument);
    [LibraryImport(C, EntryPoint = "ioctl", SetLastError = true)]
    internal static partial int IoCtl(int fd, nuint request, nint argument);
    [LibraryImport(C, EntryPoint = "copy_file_range", SetLastError = true)]
    internal static partial nint CopyFileRange(int from, long* fromOffset, int to, long* toOffset, nint length, uint flags);
    [LibraryImport(C, EntryPoint = "statvfs", SetLastError = true)]
    internal static partial int StatVfs([MarshalUsing(typeof(PathMarshaller))] string path, StatVfsBuffer* buffer);
    [LibraryImport(C, EntryPoint = "mkfifo", SetLastError = true)]
    internal static partial int MkFifo([MarshalUsing(typeof(PathMarshaller))] string path, uint mode);
    [LibraryImport(C, EntryPoint = "posix_fadvise")]
    internal static partial int FAdvise(int fd, long offset, long length, int advice);
    [LibraryImport(C, EntryPoint = "getcwd", SetLastError = true)]
    internal static partial byte* GetCwd(byte* buffer, nint size);
    [LibraryImport(C, EntryPoint = "chdir", SetLastError = true)]
    internal static partial int ChDir([MarshalUsing(typeof(PathMarshaller))] string path);
    [LibraryImport(C, EntryPoint = "umask")]
    internal static partial uint UMask(uint mask);
    [LibraryImport(C, EntryPoint = "realpath", SetLastError = true)]
    internal static partial byte* RealPath([MarshalUsing(typeof(PathMarshaller))] string path, byte* buffer);
    [LibraryImport(C, EntryPoint = "strerror_r")]
    internal static partial byte* StrError(int errno, byte* buffer, nint size);
    [LibraryImport(C, EntryPoint = "kill", SetLastError = true)]
    internal static partial int Kill(int pid, int signal);
    [LibraryImport(C, EntryPoint = "getpid")]
    internal static partial int GetPid();
    [LibraryImport(C, EntryPoint = "geteuid")]
    internal static partial uint GetEUid();

    [StructLayout(LayoutKind.Sequential)]
    internal struct TimeSpec { internal long Seconds; internal long Nanoseconds; }

    [StructLayout(LayoutKind.Sequential)]
    internal struct FLock { internal short Type; internal short Whence; internal long Start; internal long Length; internal int Pid; int _pad; }

    [StructLayout(LayoutKind.Sequential)]
    internal struct DirEnt { internal ulong Inode; internal long Offset; internal ushort RecordLength; internal byte Type; internal fixed byte Name[256]; }

    [StructLayout(LayoutKind.Sequential)]
    internal struct StatXTime { internal long Seconds; internal uint Nanoseconds; int _pad; }

    [StructLayout(LayoutKind.Sequential)]
    internal struct StatXBuffer
    {
        internal uint Mask, BlockSize; internal ulong Attributes;
        internal uint Links, Uid, Gid; internal ushort Mode; ushort _pad1;
        internal ulong Inode, Size, Blocks, AttributesMask;
        internal StatXTime Atime, Btime, Ctime, Mtime;
        internal uint RdevMajor, RdevMinor, DevMajor, DevMinor;
        internal ulong MountId; internal uint DioMem, DioOffset;
        fixed ulong _spare[12];
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct StatVfsBuffer
    {
        internal ulong BlockSize, FragmentSize, Blocks, BlocksFree, BlocksAvailable, Files, FilesFree, FilesAvailable, FsId, Flags, NameMax;
        fixed int _spare[12];
    }
}

/// <summary>Byte text to a NUL-terminated C path. A NUL inside would cut the path short, so it is refused.</summary>
[CustomMarshaller(typeof(string), MarshalMode.ManagedToUnmanagedIn, typeof(ManagedToUnmanagedIn))]
internal static unsafe class PathMarshaller
{
    internal ref struct ManagedToUnmanagedIn
    {
        public static int BufferSize => 512;
        byte* _memory;
        bool _owned;

        public void FromManaged(string? path, Span<byte> buffer)
        {
            if (path is null) return;
            if (path.Contains('\0')) throw new ArgumentException("a path holds a NUL byte");
            int n = path.Length;
            Span<byte> to;
            if (n < buffer.Length)
            {
                to = buffer;
                _memory = (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref MemoryMarshal.GetReference(buffer));
            }
            else
            {
                _memory = (byte*)NativeMemory.Alloc((nuint)n + 1);
                _owned = true;
                to = new Span<byte>(_memory, n + 1);
            }
            Text.ByteText.Encoding.GetBytes(path, to);
            to[n] = 0;
        }

        public readonly byte* ToUnmanaged() => _memory;
        public readonly void Free() { if (_owned) NativeMemory.Free(_memory); }
    }
}
