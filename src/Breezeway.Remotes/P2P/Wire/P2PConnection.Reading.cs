using Breezeway.Base.Text;
using Breezeway.Remotes.P2P.Messages;

namespace Breezeway.Remotes.P2P.Wire;

public sealed partial class P2PConnection
{
    readonly byte[] _in = new byte[BufferSize];
    int _start, _end;      // what has been received and not taken: _in[_start.._end]
    int _scanned;          // of which so much is known to hold no newline
    Task<int>? _filling;   // a read into _in[_end..] that is still going on, or whose result was not taken yet
    bool _ended;

    /// <summary>True once the peer has closed its end and all that it sent was taken.</summary>
    public bool HasEnded => _ended && _start == _end;

    /// <summary>True when the peer closed its end in the middle of a line.</summary>
    public bool EndedInsideLine { get; private set; }

    /// <summary>Waits until the peer has sent something that was not taken yet; false when it has closed its end instead.</summary>
    public async ValueTask<bool> WaitForInputAsync(CancellationToken token)
    {
        ThrowIfBroken();
        return _start < _end || await FillAsync(token);
    }

    /// <summary>The next line without its end (a newline, before it perhaps a carriage return); null at the end of the input.</summary>
    /// <exception cref="ProtocolViolation">The line is too long.</exception>
    public async ValueTask<string?> ReadLineAsync(CancellationToken token)
    {
        ThrowIfBroken();
        while (true)
        {
            if (TryTakeLine() is { } line) return line;
            if (_end - _start > Message.MaxLength) throw Break(new ProtocolViolation("protocol error"));
            if (await FillAsync(token)) continue;
            EndedInsideLine = _start < _end;
            _start = _end = _scanned = 0;
            return null;
        }
    }

    /// <summary>A line that came before the connection broke, if a whole one is here: most likely why. Not while a read is going on.</summary>
    public string? LastWords() => TryTakeLine();

    /// <summary>True when a whole line is here already, so that reading it will not wait.</summary>
    public bool HasLine => Newline() >= 0;

    /// <summary>
    /// Raw bytes, as they come: at least one, at most <paramref name="max"/>; none at the end of the input.
    /// Valid until the next read.
    /// </summary>
    public async ValueTask<ReadOnlyMemory<byte>> ReadDataAsync(long max, CancellationToken token)
    {
        ThrowIfBroken();
        if (max <= 0) return default;
        if (_start == _end && !await FillAsync(token)) return default;
        int n = (int)Math.Min(max, _end - _start);
        var data = _in.AsMemory(_start, n);
        _start += n;
        _scanned = 0;
        return data;
    }

    string? TryTakeLine()
    {
        int length = Newline();
        if (length < 0) return null;
        var line = _in.AsSpan(_start, length);
        _start += length + 1;
        _scanned = 0;
        return ByteText.From(line is [.. var head, (byte)'\r'] ? head : line);
    }

    /// <summary>Where the newline is after <see cref="_start"/>, or -1. Looks at each byte once.</summary>
    int Newline()
    {
        int limit = Math.Min(_end - _start, Message.MaxLength + 1);
        if (_scanned >= limit) return -1;
        int at = _in.AsSpan(_start + _scanned, limit - _scanned).IndexOf((byte)'\n');
        if (at >= 0) return _scanned + at;
        _scanned = limit;
        return -1;
    }

    /// <summary>Receives more; false at the end. The read itself is never cancelled, only the wait for it: so nothing is lost.</summary>
    async ValueTask<bool> FillAsync(CancellationToken token)
    {
        if (_ended) return false;
        if (_filling is null)
        {
            token.ThrowIfCancellationRequested();
            if (_start > 0)
            {
                _in.AsSpan(_start, _end - _start).CopyTo(_in);
                (_start, _end) = (0, _end - _start);
            }
            _filling = ReceiveAsync(_in.AsMemory(_end));
        }
        int n = _filling.IsCompleted ? await _filling : await _filling.WaitAsync(token);
        _filling = null;
        _end += n;
        _ended = n == 0;
        return n > 0;
    }

    async Task<int> ReceiveAsync(Memory<byte> into)
    {
        try { return await input.ReadAsync(into, CancellationToken.None); }
        catch (Exception e) when (IsTransport(e)) { throw Break(new RemoteUnavailable("the connection to the remote failed", e)); }
    }
}
