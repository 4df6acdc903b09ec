using System.Runtime.InteropServices;
using System.Runtime.InteropServices.Marshalling;

namespace Breezeway.Base.Files;

/// <summary>The libc functions behind notification: inotify(7), poll(2), eventfd(2).</summary>
internal static unsafe partial class Native
{
    [LibraryImport(C, EntryPoint = "inotify_init1", SetLastError = true)]
    internal static partial int InotifyInit(int flags);
    [LibraryImport(C, EntryPoint = "inotify_add_watch", SetLastError = true)]
    internal static partial int InotifyAddWatch(int fd, [MarshalUsing(typeof(PathMarshaller))] string path, uint mask);
    [LibraryImport(C, EntryPoint = "inotify_rm_watch", SetLastError = true)]
    internal static partial int InotifyRemoveWatch(int fd, int wd);
    [LibraryImport(C, EntryPoint = "eventfd", SetLastError = true)]
    internal static partial int EventFd(uint initial, int flags);
    [LibraryImport(C, EntryPoint = "poll", SetLastError = true)]
    internal static partial int Poll(PollFd* fds, nuint count, int milliseconds);

    [StructLayout(LayoutKind.Sequential)]
    internal struct PollFd { internal int Fd; internal short Events, Returned; }

    /// <summary>struct inotify_event without its name.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct InotifyHeader { internal int Wd; internal uint Mask, Cookie, Length; }
}
