using System.Security.Cryptography;
using Breezeway.Git.Objects;

namespace Breezeway.Git;

/// <summary>Takes bytes one piece after the other; may not keep them.</summary>
public delegate void ByteSink(ReadOnlySpan<byte> bytes);

/// <summary>Gathers small writes, hashes everything, and adds the SHA-1 of all at the end (or zeros, as index.skipHash does).</summary>
sealed class HashingSink(ByteSink to, bool hashed)
{
    const int BufferSize = 128 * 1024;

    readonly IncrementalHash? _hash = hashed ? IncrementalHash.CreateHash(HashAlgorithmName.SHA1) : null;
    readonly byte[] _buffer = new byte[BufferSize];
    int _used;

    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > BufferSize - _used) Flush();
        if (bytes.Length > BufferSize)
        {
            _hash?.AppendData(bytes);
            to(bytes);
            return;
        }
        bytes.CopyTo(_buffer.AsSpan(_used));
        _used += bytes.Length;
    }

    public void Finish()
    {
        Flush();
        var sum = new byte[Sha.Size];
        _hash?.GetHashAndReset(sum);
        to(sum);
        _hash?.Dispose();
    }

    void Flush()
    {
        if (_used == 0) return;
        _hash?.AppendData(_buffer, 0, _used);
        to(_buffer.AsSpan(0, _used));
        _used = 0;
    }
}
