using System.Runtime.InteropServices;
using Breezeway.Base.Files;

namespace Breezeway.Remotes.P2P.Wire;

/// <summary>
/// One direction of a pipe, socket or terminal as a stream: standard input or output, or a child's. Blocking calls that have to wait do so on
/// a pool thread; tokens are heeded before a call, not within it (<see cref="P2PConnection"/> needs no more).
/// </summary>
public sealed partial class DescriptorStream(FileHandle handle, bool writes) : Stream
{
    public override bool CanRead => !writes;
    public override bool CanWrite => writes;
    public override bool CanSeek => false;

    public override int Read(Span<byte> buffer)
    {
        using var use = new Use(handle);
        return handle.Read(buffer);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        using var use = new Use(handle);
        handle.Write(buffer);
    }

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken token = default)
    {
        if (token.IsCancellationRequested) return ValueTask.FromCanceled<int>(token);
        // What is there already is read on the spot: most answers need no other thread.
        if (IsReady(PollIn)) return new(Read(buffer.Span));
        return new(Task.Run(() => Read(buffer.Span), CancellationToken.None));
    }

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken token = default)
    {
        if (token.IsCancellationRequested) return ValueTask.FromCanceled(token);
        // A pipe that is ready takes this much without waiting.
        if (buffer.Length <= PipeBuf && IsReady(PollOut))
        {
            Write(buffer.Span);
            return default;
        }
        return new(Task.Run(() => Write(buffer.Span), CancellationToken.None));
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    public override void Flush() { }
    public override Task FlushAsync(CancellationToken token) => Task.CompletedTask;
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) handle.Dispose();
        base.Dispose(disposing);
    }

    const int PipeBuf = 4096;
    const short PollIn = 1, PollOut = 4;

    unsafe bool IsReady(short events)
    {
        using var use = new Use(handle);
        var fd = new PollFd { Fd = handle.Fd, Events = events };
        return Poll(&fd, 1, 0) == 1 && (fd.Returned & events) != 0;
    }

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    private static unsafe partial int Poll(PollFd* fds, nuint count, int timeout);

    struct PollFd { internal int Fd; internal short Events; internal short Returned; }

    /// <summary>Keeps the descriptor's number from being given to another file while a call uses it.</summary>
    readonly ref struct Use : IDisposable
    {
        readonly FileHandle _handle;
        readonly bool _held;

        internal Use(FileHandle handle)
        {
            _handle = handle;
            handle.DangerousAddRef(ref _held);
        }

        public void Dispose()
        {
            if (_held) _handle.DangerousRelease();
        }
    }
}
