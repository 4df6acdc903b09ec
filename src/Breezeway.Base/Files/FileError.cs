using System.Runtime.InteropServices;
using Breezeway.Base.Text;

namespace Breezeway.Base.Files;

/// <summary>A failed system call on a file: which, on what path, and errno.</summary>
public sealed class FileError : Exception
{
    public FileError(string operation, string path, int errno) : base($"{path}: {operation}: {Errno.Text(errno)}")
    {
        Operation = operation; Path = path; Code = errno;
    }

    public string Operation { get; }
    public string Path { get; }
    /// <summary>errno, one of <see cref="Errno"/>'s.</summary>
    public int Code { get; }

    public bool IsNotFound => Code is Errno.NoEntry or Errno.NotDirectory;

    internal static FileError Last(string operation, string path) => new(operation, path, Marshal.GetLastPInvokeError());
}

/// <summary>Linux errno values that decide something.</summary>
public static unsafe class Errno
{
    public const int NotPermitted = 1, NoEntry = 2, Interrupted = 4, Io = 5, TryAgain = 11, NoMemory = 12, Access = 13, Busy = 16, Exists = 17,
        CrossDevice = 18, NotDirectory = 20, IsDirectory = 21, Invalid = 22, NoSpace = 28, ReadOnly = 30, TooManyLinks = 31, BrokenPipe = 32,
        NameTooLong = 36, NotImplemented = 38, NotEmpty = 39, TooManySymlinks = 40, NotSupported = 95, Stale = 116, QuotaExceeded = 122;

    public static string Text(int errno)
    {
        byte* buffer = stackalloc byte[256];
        return ByteText.From(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(Native.StrError(errno, buffer, 256)));
    }
}
