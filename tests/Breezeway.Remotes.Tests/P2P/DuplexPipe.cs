using System.IO.Pipelines;
using Breezeway.Remotes.P2P.Wire;

namespace Breezeway.Remotes.Tests.P2P;

/// <summary>Two ends joined in memory, each direction holding at most 64 KiB, as a pipe does.</summary>
sealed class DuplexPipe
{
    readonly Pipe _toServer = new(Options), _toClient = new(Options);
    static PipeOptions Options => new(pauseWriterThreshold: 64 * 1024, resumeWriterThreshold: 32 * 1024, useSynchronizationContext: false);

    public Stream ClientInput => _toClient.Reader.AsStream();
    public Stream ClientOutput => _toServer.Writer.AsStream();
    public Stream ServerInput => _toServer.Reader.AsStream();
    public Stream ServerOutput => _toClient.Writer.AsStream();

    public P2PConnection Client() => new(ClientInput, ClientOutput);
    public P2PConnection Server() => new(ServerInput, ServerOutput);
}

/// <summary>Ends the input, or refuses output as a broken pipe does, after so many bytes: a connection that is cut.</summary>
sealed class CutStream(Stream inner, long after) : Stream
{
    long _left = after;

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken token = default)
    {
        if (_left == 0) return 0;
        int n = await inner.ReadAsync(buffer[..(int)Math.Min(buffer.Length, _left)], token);
        _left -= n;
        return n;
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken token = default)
    {
        int n = (int)Math.Min(buffer.Length, _left);
        await inner.WriteAsync(buffer[..n], token);
        _left -= n;
        if (n == buffer.Length) return;
        await inner.DisposeAsync();
        throw new IOException("Broken pipe");
    }

    public override Task FlushAsync(CancellationToken token) => _left > 0 ? inner.FlushAsync(token) : Task.CompletedTask;
    public override ValueTask DisposeAsync() => inner.DisposeAsync();
    public override bool CanRead => true;
    public override bool CanWrite => true;
    public override bool CanSeek => false;
    public override void Flush() => inner.Flush();
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    public override long Length => throw new NotSupportedException();
    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
    public override void SetLength(long value) => throw new NotSupportedException();
}
