using System.Security.Cryptography;
using Breezeway.Annex.Keys;
using Breezeway.Base.Text;

namespace Breezeway.Annex.Matching;

/// <summary>Which repositories of a group a key falls to (policy.md 3, balanced). Every repository that knows the same comes to the same answer.</summary>
public static class Balance
{
    /// <summary>A repository of the group.</summary>
    /// <param name="MaxSize">Bytes; null when it is not known, which is taken as room for all.</param>
    /// <param name="Used">Bytes.</param>
    /// <param name="HasKey">The key's size is in <paramref name="Used"/> already.</param>
    public readonly record struct Member(Uuid Uuid, long? MaxSize, long Used, bool HasKey);

    /// <param name="count">How many at most.</param>
    /// <param name="bySize">By their free space in proportion to their size, the most first; else by the key's hash.</param>
    public static IReadOnlyList<Uuid> Choose(IEnumerable<Member> members, Key key, int count, bool bySize)
    {
        var all = members.OrderBy(m => m.Uuid).ToList();
        var candidates = all.Where(m => HasRoom(m, key) && (!bySize || m.MaxSize is not null)).ToList();
        if (candidates.Count == 0 || count <= 0) return [];
        count = Math.Min(count, candidates.Count);
        if (bySize) return [.. candidates.OrderByDescending(m => FreeProportion(m, key)).ThenByDescending(m => m.Uuid).Take(count).Select(m => m.Uuid)];
        int first = Remainder(Hash(all, key), candidates.Count);
        return [.. Enumerable.Range(0, count).Select(i => candidates[(first + i) % candidates.Count].Uuid)];
    }

    static bool HasRoom(Member m, Key key) => m.MaxSize is not long max || UsedByOthers(m, key) <= max - (key.Size ?? 0);

    /// <summary>Without the key itself, so that the answer is the same before and after it gets there.</summary>
    static long UsedByOthers(Member m, Key key) => m.HasKey ? m.Used - (key.Size ?? 0) : m.Used;

    static double FreeProportion(Member m, Key key) => m.MaxSize is long max and > 0 ? (max - UsedByOthers(m, key)) / (double)max : 0;

    static byte[] Hash(List<Member> all, Key key) =>
        HMACSHA256.HashData(ByteText.Bytes(string.Concat(all.Select(m => m.Uuid.Value))), ByteText.Bytes(key.ToString()));

    /// <summary>Of a big-endian number.</summary>
    static int Remainder(byte[] number, int divisor)
    {
        long rest = 0;
        foreach (byte b in number) rest = ((rest << 8) | b) % divisor;
        return (int)rest;
    }
}
