using System.Runtime.InteropServices;
using Breezeway.Base.Files;

namespace Breezeway.Base.Processes;

/// <summary>What a daemon does with the descriptors that it was started with.</summary>
public static partial class StandardStreams
{
    [LibraryImport("libc", EntryPoint = "close_range")]
    private static partial int CloseRange(uint first, uint last, int flags);

    /// <summary>From now on stdout and stderr, of this process and of the children it starts, go to that open file.</summary>
    public static void SendOutputTo(FileHandle file)
    {
        Replace(1, file);
        Replace(2, file);
    }

    /// <summary>From now on stdin is empty.</summary>
    public static void EmptyInput()
    {
        using var nothing = FileHandle.Open("/dev/null", OpenMode.Read);
        Replace(0, nothing);
    }

    static void Replace(int fd, FileHandle file)
    {
        if (NativeProcess.Dup2(file.Fd, fd) < 0) throw FileError.Last("dup2", file.Path);
    }

    /// <summary>Descriptors that whoever started us left open do not go on to our children: a daemon would hold a caller's pipes open. A system without the call (Linux before 5.11) lets them pass.</summary>
    public static void KeepOthersFromChildren()
    {
        const int CloseOnExec = 4;
        try { _ = CloseRange(3, uint.MaxValue, CloseOnExec); }
        catch (EntryPointNotFoundException) { /* a glibc before 2.34 */ }
    }
}
