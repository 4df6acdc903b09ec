using System.Collections.Immutable;
using System.Globalization;
using Breezeway.Annex;
using Breezeway.Git.Objects;

namespace Breezeway.Remotes.P2P.Messages;

/// <summary>The fields that messages are made of: decimal numbers, uuids and lists.</summary>
static class Fields
{
    /// <summary>Decimal digits only, no sign. More than a long holds becomes <see cref="long.MaxValue"/>: an offset or length that large is as good as any.</summary>
    public static long? Unsigned(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || text.ContainsAnyExceptInRange('0', '9')) return null;
        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long n) ? n : long.MaxValue;
    }

    /// <summary>As <see cref="Unsigned"/> with an optional minus sign: a deadline computed by a peer may lie before its clock's start.</summary>
    public static long? Signed(ReadOnlySpan<char> text) =>
        text is ['-', .. var digits] ? (Unsigned(digits) is long n ? -n : null) : Unsigned(text);

    public static string Decimal(long n) => n.ToString(CultureInfo.InvariantCulture);

    public static Uuid? OneUuid(string text) => IsWord(text) ? new Uuid(text) : null;

    /// <summary>Uuids separated by exactly one space each; null when one is empty or holds control characters.</summary>
    public static ImmutableArray<Uuid>? Uuids(string text)
    {
        var words = text.Split(' ');
        var uuids = ImmutableArray.CreateBuilder<Uuid>(words.Length);
        foreach (string w in words)
        {
            if (!IsWord(w)) return null;
            uuids.Add(new Uuid(w));
        }
        return uuids.MoveToImmutable();
    }

    public static ImmutableArray<Sha>? Shas(string text)
    {
        var words = text.Split(' ');
        var shas = ImmutableArray.CreateBuilder<Sha>(words.Length);
        foreach (string w in words)
        {
            if (!Sha.TryParse(w, out var sha)) return null;
            shas.Add(sha);
        }
        return shas.MoveToImmutable();
    }

    public static string List<T>(string verb, ImmutableArray<T> items) => items.IsEmpty ? verb : $"{verb} {string.Join(' ', items)}";

    /// <summary>Everything up to the first space, and all that follows it; false when there is none.</summary>
    public static bool Split(string text, out string first, out string rest)
    {
        int space = text.IndexOf(' ');
        (first, rest) = space < 0 ? ("", "") : (text[..space], text[(space + 1)..]);
        return space >= 0;
    }

    static bool IsWord(string text) => text.Length > 0 && !text.AsSpan().ContainsAnyInRange('\0', ' ') && !text.Contains('\x7f');
}
