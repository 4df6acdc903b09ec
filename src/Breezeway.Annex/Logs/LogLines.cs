namespace Breezeway.Annex.Logs;

/// <summary>How every file of the branch is cut into lines (branch.md): any run of CR and LF ends one, the last needs no end.</summary>
public static class LogLines
{
    /// <summary>The lines that are not empty.</summary>
    public static Enumerator Of(ReadOnlySpan<char> text) => new(text);

    public ref struct Enumerator(ReadOnlySpan<char> text)
    {
        ReadOnlySpan<char> _rest = text;

        public ReadOnlySpan<char> Current { get; private set; }
        public readonly Enumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            int start = _rest.IndexOfAnyExcept('\r', '\n');
            if (start < 0) return false;
            _rest = _rest[start..];
            int end = _rest.IndexOfAny('\r', '\n');
            if (end < 0) end = _rest.Length;
            Current = _rest[..end];
            _rest = _rest[end..];
            return true;
        }
    }

    /// <summary>Cuts off the text before the first space; false when there is no space.</summary>
    internal static bool Word(ref ReadOnlySpan<char> line, out ReadOnlySpan<char> word)
    {
        int i = line.IndexOf(' ');
        if (i < 0) { word = default; return false; }
        word = line[..i];
        line = line[(i + 1)..];
        return true;
    }
}
