using System.Security.Cryptography;

namespace Breezeway.Git.Objects;

/// <summary>The name of an object: SHA-1 over <c>type SP size NUL content</c>.</summary>
public static class GitHash
{
    /// <summary>The name of an object whose content is at hand.</summary>
    public static Sha Of(GitObjectType type, ReadOnlySpan<byte> content)
    {
        const int OneCall = 4096;
        Span<byte> sum = stackalloc byte[Sha.Size];
        if (content.Length <= OneCall)
        {
            Span<byte> whole = stackalloc byte[LooseObject.MaxHeader + OneCall];
            int n = LooseObject.WriteHeader(whole, type, content.Length);
            content.CopyTo(whole[n..]);
            SHA1.HashData(whole[..(n + content.Length)], sum);
            return new Sha(sum);
        }
        using var hash = Start(type, content.Length);
        hash.AppendData(content);
        hash.GetHashAndReset(sum);
        return new Sha(sum);
    }

    /// <summary>For content that comes in pieces: append exactly <paramref name="size"/> bytes, then <see cref="Finish"/>.</summary>
    public static IncrementalHash Start(GitObjectType type, long size)
    {
        var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        Span<byte> header = stackalloc byte[LooseObject.MaxHeader];
        hash.AppendData(header[..LooseObject.WriteHeader(header, type, size)]);
        return hash;
    }

    /// <summary>The name; the hash can be disposed afterwards.</summary>
    public static Sha Finish(IncrementalHash hash)
    {
        Span<byte> sum = stackalloc byte[Sha.Size];
        hash.GetHashAndReset(sum);
        return new Sha(sum);
    }
}
