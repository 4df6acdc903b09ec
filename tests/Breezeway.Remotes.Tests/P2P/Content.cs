using System.Security.Cryptography;
using System.Text;
using Breezeway.Annex;
using Breezeway.Annex.Keys;
using Breezeway.Remotes.P2P.Conversations;

namespace Breezeway.Remotes.Tests.P2P;

/// <summary>Some contents with their keys, and both ends of a transfer in memory.</summary>
sealed record Content(byte[] Bytes)
{
    public static readonly Uuid Here = new("e605dca6-446a-11e0-8b2a-002170d25c55"), There = new("c7961fdf-b7c7-4b77-91a6-44aaa0219b94");
    public static readonly Content Hello = new("hello\n"u8.ToArray()), Other = new("payload123"u8.ToArray()), Empty = new([]);

    public Key Key { get; } = new("SHA256E", Convert.ToHexStringLower(SHA256.HashData(Bytes)) + ".txt", Bytes.Length);
    public string Text => Encoding.Latin1.GetString(Bytes);

    public static Content OfSize(int bytes, int seed = 1)
    {
        var b = new byte[bytes];
        new Random(seed).NextBytes(b);
        return new Content(b);
    }

    public MemoryProvider Provider() => new(Bytes);

    /// <summary>Is this the content that the key names?</summary>
    public static bool Verifies(Key key, ReadOnlySpan<byte> bytes) =>
        (key.Size is not long s || s == bytes.Length) && key.Name.StartsWith(Convert.ToHexStringLower(SHA256.HashData(bytes)), StringComparison.Ordinal);
}

/// <summary>Sends bytes; can come short, or say that they changed.</summary>
sealed class MemorySource(byte[] bytes, long offset, long missing = 0, bool unchanged = true) : IContentSource
{
    long _at = Math.Min(offset, bytes.Length);
    public long Length { get; } = Math.Max(0, bytes.Length - offset);
    public bool Disposed { get; private set; }

    public ValueTask<int> ReadAsync(Memory<byte> into, CancellationToken token)
    {
        int n = (int)Math.Clamp(bytes.Length - missing - _at, 0, into.Length);
        bytes.AsMemory((int)_at, n).CopyTo(into);
        _at += n;
        return new(n);
    }

    public ValueTask<bool> IsUnchangedAsync(CancellationToken token) => new(unchanged);
    public ValueTask DisposeAsync() { Disposed = true; return default; }
}

sealed class MemoryProvider(byte[] bytes) : IContentProvider
{
    public long Missing { get; init; }
    public bool Unchanged { get; init; } = true;
    public bool Gone { get; init; }
    public List<long> Offsets { get; } = [];

    public ValueTask<IContentSource?> OpenAsync(long offset, CancellationToken token)
    {
        Offsets.Add(offset);
        return new(Gone ? null : new MemorySource(bytes, offset, Missing, Unchanged));
    }
}

sealed class MemorySink : IContentSink
{
    readonly MemoryStream _bytes = new();
    public byte[] Bytes => _bytes.ToArray();
    public DataValidity? Validity { get; private set; }
    public bool Accepts { get; init; } = true;

    public ValueTask WriteAsync(ReadOnlyMemory<byte> data, CancellationToken token) { _bytes.Write(data.Span); return default; }
    public ValueTask<bool> FinishAsync(DataValidity validity, CancellationToken token) { Validity = validity; return new(Accepts); }
}
