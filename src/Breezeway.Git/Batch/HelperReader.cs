using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Git.Batch;

/// <summary>Reads the answers of a helper process. Throws <see cref="EndOfStreamException"/> when it has ended.</summary>
sealed class HelperReader(FileHandle from)
{
    byte[] _buffer = new byte[16 * 1024];
    int _start, _end;

    /// <summary>The bytes before the next <paramref name="end"/>, which is passed over.</summary>
    public string ReadUpTo(byte end)
    {
        int searched = 0;
        while (true)
        {
            int at = _buffer.AsSpan(_start + searched, _end - _start - searched).IndexOf(end);
            if (at >= 0)
            {
                string text = ByteText.From(_buffer.AsSpan(_start, searched + at));
                _start += searched + at + 1;
                return text;
            }
            searched = _end - _start;
            Fill();
        }
    }

    public void ReadExactly(Span<byte> to)
    {
        int n = Math.Min(to.Length, _end - _start);
        _buffer.AsSpan(_start, n).CopyTo(to);
        _start += n;
        while (n < to.Length)
        {
            int r = from.Read(to[n..]);
            if (r == 0) throw new EndOfStreamException();
            n += r;
        }
    }

    /// <summary>Passes over bytes without keeping them.</summary>
    public void Skip(long count)
    {
        while (true)
        {
            int n = (int)Math.Min(count, _end - _start);
            _start += n;
            count -= n;
            if (count == 0) return;
            Fill();
        }
    }

    void Fill()
    {
        if (_start > 0)
        {
            _buffer.AsSpan(_start, _end - _start).CopyTo(_buffer);
            (_start, _end) = (0, _end - _start);
        }
        if (_end == _buffer.Length) Array.Resize(ref _buffer, _buffer.Length * 2);
        int r = from.Read(_buffer.AsSpan(_end));
        if (r == 0) throw new EndOfStreamException();
        _end += r;
    }
}
