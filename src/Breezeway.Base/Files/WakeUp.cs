using System.Runtime.InteropServices;

namespace Breezeway.Base.Files;

/// <summary>What a descriptor is waited for, as poll(2) has it.</summary>
[Flags]
public enum PollEvents : short { None = 0, Readable = 1, Priority = 2, Writable = 4, Error = 8, HangUp = 16 }

/// <summary>
/// A way to call a thread back that waits for a descriptor (an eventfd beside it in poll). One thread waits; any may signal, any number of
/// times, also before the wait begins. Dispose it only when nobody waits any more.
/// </summary>
public sealed unsafe class WakeUp : IDisposable
{
    const int NonBlocking = 0x800, CloseOnExec = 0x80000;

    readonly FileHandle _event;

    /// <summary>Throws <see cref="FileError"/> when the process has no descriptors left.</summary>
    public WakeUp()
    {
        int fd = Native.EventFd(0, NonBlocking | CloseOnExec);
        _event = fd >= 0 ? new FileHandle(fd, "eventfd") : throw FileError.Last("eventfd", "eventfd");
    }

    /// <summary>Ends the present wait, or the next one. Any thread; after <see cref="Dispose"/> it does nothing.</summary>
    public void Signal()
    {
        bool held = false;
        try
        {
            _event.DangerousAddRef(ref held);
            ulong one = 1;
            _ = Native.Write(_event.Fd, (byte*)&one, sizeof(ulong));   // fails only when 2^64 signals wait already
        }
        catch (ObjectDisposedException) { /* the waiter has gone: nobody is left to wake */ }
        finally { if (held) _event.DangerousRelease(); }
    }

    /// <summary>
    /// Waits until the descriptor has one of the events, somebody signals, or the time is over (null: without end). Returns what the
    /// descriptor has; <paramref name="signalled"/> says whether signals were there, which are then used up.
    /// </summary>
    public PollEvents Wait(FileHandle file, PollEvents events, TimeSpan? limit, out bool signalled)
    {
        var fds = stackalloc Native.PollFd[2];
        fds[0] = new Native.PollFd { Fd = file.Fd, Events = (short)events };
        fds[1] = new Native.PollFd { Fd = _event.Fd, Events = (short)PollEvents.Readable };
        int milliseconds = limit is { } l ? (int)Math.Clamp(Math.Ceiling(l.TotalMilliseconds), 0, int.MaxValue) : -1;
        while (Native.Poll(fds, 2, milliseconds) < 0)
            if (Marshal.GetLastPInvokeError() != Errno.Interrupted) throw FileError.Last("poll", file.Path);
        signalled = fds[1].Returned != 0;
        ulong count;
        if (signalled) _ = Native.Read(_event.Fd, (byte*)&count, sizeof(ulong));
        return (PollEvents)fds[0].Returned;
    }

    public void Dispose() => _event.Dispose();
}
