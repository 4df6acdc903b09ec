namespace Breezeway.Annex;

/// <summary>The identity of a repository, as it stands in annex.uuid and in logs. Any text without white space; compared as bytes.</summary>
public readonly record struct Uuid(string Value) : IComparable<Uuid>
{
    public static readonly Uuid Web = new("00000000-0000-0000-0000-000000000001");
    public static readonly Uuid BitTorrent = new("00000000-0000-0000-0000-000000000002");

    /// <summary>A new random one (version 4).</summary>
    public static Uuid New() => new(Guid.NewGuid().ToString());

    /// <summary>True for <c>default</c> and the empty text: no repository.</summary>
    public bool IsNone => string.IsNullOrEmpty(Value);

    /// <summary>Letters, digits and dashes: one that may name files and stand in commands, wherever it came from.</summary>
    public bool IsPlain => !IsNone && Value.Length <= 100 && Value[0] != '-' && Value.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    public int CompareTo(Uuid other) => string.CompareOrdinal(Value, other.Value);
    public override string ToString() => Value ?? "";
}
