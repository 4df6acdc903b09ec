using Breezeway.Base.Text;
using Breezeway.Remotes.P2P.Messages;

namespace Breezeway.Remotes.P2P.Wire;

public sealed partial class P2PConnection
{
    readonly byte[] _out = new byte[BufferSize];
    int _used;   // of _out, not sent yet

    /// <summary>Puts a message into the output; <see cref="FlushAsync"/> sends it.</summary>
    /// <exception cref="ArgumentException">The message holds what cannot be sent (<see cref="Message.IsSendable"/>); nothing was written.</exception>
    public async ValueTask WriteAsync(Message message, CancellationToken token)
    {
        ThrowIfBroken();
        string line = message.Format();
        if (!ByteText.IsBytes(line)) line = ByteText.Utf8(line);
        if (!Message.IsSendable(line)) throw new ArgumentException("message cannot be sent", nameof(message));
        if (_out.Length - _used < line.Length + 1) await FlushAsync(token);
        _used += ByteText.Encoding.GetBytes(line, _out.AsSpan(_used));
        _out[_used++] = (byte)'\n';
    }

    /// <summary>A message, sent at once.</summary>
    public async ValueTask SendAsync(Message message, CancellationToken token)
    {
        await WriteAsync(message, token);
        await FlushAsync(token);
    }

    /// <summary>True when <see cref="RoomAsync"/> would have to send first.</summary>
    public bool IsNearlyFull => _out.Length - _used < MinimumRoom;

    /// <summary>Room for raw bytes in the output, at least one; <see cref="Wrote"/> says how much of it was used.</summary>
    public async ValueTask<Memory<byte>> RoomAsync(CancellationToken token)
    {
        ThrowIfBroken();
        // Sending a full buffer rather than its tail keeps writes large, and small content in one write with its messages.
        if (IsNearlyFull) await FlushAsync(token);
        return _out.AsMemory(_used);
    }

    const int MinimumRoom = 16 * 1024;

    public void Wrote(int bytes) => _used += bytes;

    /// <summary>Sends what is in the output.</summary>
    public async ValueTask FlushAsync(CancellationToken token)
    {
        ThrowIfBroken();
        if (_used == 0) return;
        int n = _used;
        _used = 0;
        try
        {
            var sending = output.WriteAsync(_out.AsMemory(0, n), token);
            // A stream that does not heed its token must not hold us; the buffer is not used again, as the connection is broken.
            if (sending.IsCompleted) await sending;
            else await sending.AsTask().WaitAsync(token);
            await output.FlushAsync(token);
        }
        catch (OperationCanceledException)
        {
            Break(new RemoteUnavailable("the other end did not take what was sent to it"));
            throw;
        }
        catch (Exception e) when (IsTransport(e)) { throw Break(new RemoteUnavailable("the connection to the remote failed", e)); }
    }
}
