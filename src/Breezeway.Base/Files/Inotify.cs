using System.Runtime.InteropServices;
using Breezeway.Base.Text;

namespace Breezeway.Base.Files;

/// <summary>
/// An inotify instance. One thread waits and reads; watches may be added and removed, and <see cref="Wake"/> called, from any thread.
/// </summary>
/// <remarks>
/// Events of one instance come in the order in which they happened; equal ones directly after each other are merged by the kernel.
/// A wd stays with its inode however that is renamed, and adding an inode again returns the wd it has.
/// </remarks>
public sealed unsafe class Inotify : IDisposable
{
    const int NonBlocking = 0x800, CloseOnExec = 0x80000, BufferSize = 64 * 1024;

    readonly FileHandle _queue;
    readonly WakeUp _wakeUp = new();
    readonly byte[] _buffer = new byte[BufferSize];
    /// <summary>Removed by us, and the kernel's word of it not read yet.</summary>
    readonly HashSet<int> _removed = [];

    /// <summary>Throws <see cref="FileError"/>: EMFILE when the user has too many instances (fs.inotify.max_user_instances).</summary>
    public Inotify()
    {
        int fd = Native.InotifyInit(NonBlocking | CloseOnExec);
        _queue = fd >= 0 ? new FileHandle(fd, "inotify") : throw FileError.Last("inotify_init1", "inotify");
    }

    /// <summary>
    /// Watches what is at the path, or replaces the mask when it is watched already. The wd, or -1 and errno: ENOSPC when the user has
    /// no watches left (fs.inotify.max_user_watches), EACCES when it may not be read.
    /// </summary>
    public int Add(string path, InotifyMask mask, out int errno)
    {
        int wd = Native.InotifyAddWatch(_queue.Fd, path, (uint)mask);
        errno = wd < 0 ? Marshal.GetLastPInvokeError() : 0;
        return wd;
    }

    /// <summary>As <see cref="Add(string, InotifyMask, out int)"/>, of an open file: no rename on the way can make it another one. Needs /proc.</summary>
    public int Add(FileHandle file, InotifyMask mask, out int errno) => Add(file.ProcPath, mask, out errno);

    /// <summary>
    /// Removes a watch; one that is gone already is fine. Events it had in the queue still come, but no <see cref="InotifyMask.Ignored"/>: that is told
    /// only of watches that went by themselves.
    /// </summary>
    public void Remove(int wd)
    {
        lock (_removed)
            if (Native.InotifyRemoveWatch(_queue.Fd, wd) == 0) _removed.Add(wd);
    }

    /// <summary>Waits for events, a <see cref="Wake"/> (true then), or the end of the time (null: without end).</summary>
    public bool Wait(TimeSpan? limit)
    {
        _wakeUp.Wait(_queue, PollEvents.Readable, limit, out bool woken);
        return woken;
    }

    /// <summary>Ends the present or next <see cref="Wait"/>.</summary>
    public void Wake() => _wakeUp.Signal();

    /// <summary>
    /// Takes what fits one buffer (64 kB, some 2000 events) out of the queue without waiting. Returns 0 when there was nothing.
    /// </summary>
    public int Read(Action<InotifyEvent> each)
    {
        nint n;
        fixed (byte* p = _buffer)
        {
            do n = Native.Read(_queue.Fd, p, BufferSize); while (n < 0 && Marshal.GetLastPInvokeError() == Errno.Interrupted);
            if (n < 0) return Marshal.GetLastPInvokeError() == Errno.TryAgain ? 0 : throw FileError.Last("read", "inotify");
            int count = 0;
            for (nint at = 0; at + sizeof(Native.InotifyHeader) <= n; count++)
            {
                var h = (Native.InotifyHeader*)(p + at);
                at += sizeof(Native.InotifyHeader) + (nint)h->Length;
                if (((InotifyMask)h->Mask & InotifyMask.Ignored) != 0 && WasRemoved(h->Wd)) continue;
                each(new InotifyEvent(h->Wd, (InotifyMask)h->Mask, h->Cookie, h->Length == 0 ? "" : NameOf(h)));
            }
            return count;
        }
    }

    bool WasRemoved(int wd) { lock (_removed) return _removed.Remove(wd); }

    /// <summary>The name behind a header; it is padded with NULs.</summary>
    static string NameOf(Native.InotifyHeader* h)
    {
        var padded = new ReadOnlySpan<byte>(h + 1, (int)h->Length);
        int end = padded.IndexOf((byte)0);
        return ByteText.From(end < 0 ? padded : padded[..end]);
    }

    /// <summary>Only once no thread waits or reads any more.</summary>
    public void Dispose() { _queue.Dispose(); _wakeUp.Dispose(); }
}
