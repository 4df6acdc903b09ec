using Breezeway.Base.Processes;

namespace Breezeway.Git.Config;

/// <summary>The settings in force, in order, as <c>git config --list</c> tells them; immutable. Names are looked up with section and last part in lower case.</summary>
public sealed class GitConfig
{
    readonly Dictionary<string, List<string?>> _values = new(StringComparer.Ordinal);
    readonly List<string> _names = [];

    public GitConfig(IEnumerable<ConfigEntry> entries)
    {
        foreach (var (name, value) in entries)
        {
            if (!_values.TryGetValue(name, out var list)) { _values[name] = list = []; _names.Add(name); }
            list.Add(value);
        }
    }

    /// <summary>Asks git, in the repository's top directory, so that system, global, conditional and -c settings all count.</summary>
    public static GitConfig Load(string directory, IReadOnlyList<string>? overrides = null)
    {
        string[] words = ["git", .. (overrides ?? []).SelectMany(o => new[] { "-c", o }), "config", "--list", "-z", "--includes"];
        var r = Child.Run(new Command(words) { Directory = directory });
        if (!r.Ok) throw new UserError($"git cannot read its configuration: {r.LastError}");
        return new GitConfig(r.Text.Split('\0', StringSplitOptions.RemoveEmptyEntries).Select(line =>
        {
            int nl = line.IndexOf('\n');
            return nl < 0 ? new ConfigEntry(line, null) : new ConfigEntry(line[..nl], line[(nl + 1)..]);
        }));
    }

    public IEnumerable<string> Names => _names;

    /// <summary>The last value; null when unset; empty for a bare name.</summary>
    public string? Get(string name) => _values.TryGetValue(Canonical(name), out var v) ? v[^1] ?? "" : null;
    /// <summary>All values in order.</summary>
    public IReadOnlyList<string> GetAll(string name) => _values.TryGetValue(Canonical(name), out var v) ? [.. v.Select(x => x ?? "")] : [];
    public bool Has(string name) => _values.ContainsKey(Canonical(name));

    /// <summary>As git reads booleans; the default when unset or not one.</summary>
    public bool GetBool(string name, bool otherwise = false) => TryGetBool(name) ?? otherwise;
    /// <summary>Null when unset or not a boolean.</summary>
    public bool? TryGetBool(string name) => _values.TryGetValue(Canonical(name), out var v) ? ParseBool(v[^1]) : null;
    /// <summary>Whole numbers with git's k, m, g; null when unset or not one.</summary>
    public long? GetInt(string name) => Get(name) is { } v ? ParseInt(v) : null;

    public static bool? ParseBool(string? value) => value?.ToLowerInvariant() switch
    {
        null => true,
        "true" or "yes" or "on" => true,
        "" or "false" or "no" or "off" => false,
        var v => ParseInt(v) is { } n ? n != 0 : null,
    };

    static long? ParseInt(string v)
    {
        v = v.Trim();
        if (v.Length == 0) return null;
        int shift = char.ToLowerInvariant(v[^1]) switch { 'k' => 10, 'm' => 20, 'g' => 30, _ => 0 };
        if (shift > 0) v = v[..^1];
        return ParseDigits(v) is { } n && n <= long.MaxValue >> shift && n >= long.MinValue >> shift ? n << shift : null;
    }

    // As C's strtol: 0x is hexadecimal, another leading 0 octal.
    static long? ParseDigits(string v)
    {
        bool negative = v.StartsWith('-');
        string digits = negative || v.StartsWith('+') ? v[1..] : v;
        if (digits.Length == 0 || !char.IsAsciiHexDigit(digits[0])) return null;
        int radix = digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? 16 : digits.Length > 1 && digits[0] == '0' ? 8 : 10;
        if (radix == 16) digits = digits[2..];
        Int128 n = 0;
        foreach (char c in digits)
        {
            int d = char.IsAsciiHexDigit(c) ? Convert.ToInt32(c.ToString(), 16) : radix;
            if (d >= radix || n > long.MaxValue) return null;
            n = n * radix + d;
        }
        if (negative) n = -n;
        return digits.Length > 0 && n >= long.MinValue && n <= long.MaxValue ? (long)n : null;
    }

    /// <summary>The middle parts of <c>section.MIDDLE.x</c> settings, in order of appearance: remotes' names for <c>remote</c>.</summary>
    public IEnumerable<string> Subsections(string section)
    {
        string start = section + ".";
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (string n in _names)
        {
            int last = n.LastIndexOf('.');
            if (last > start.Length && n.StartsWith(start, StringComparison.Ordinal) && seen.Add(n[start.Length..last])) yield return n[start.Length..last];
        }
    }

    static string Canonical(string name)
    {
        int first = name.IndexOf('.'), last = name.LastIndexOf('.');
        if (first < 0) return name.ToLowerInvariant();
        return string.Concat(name[..first].ToLowerInvariant(), name.AsSpan(first, last - first), name[last..].ToLowerInvariant());
    }

    /// <summary>Writes a setting of the repository (git config), keeping one value.</summary>
    public static void Set(string directory, string name, string value) => Change(directory, ["git", "config", "--replace-all", name, value]);

    /// <summary>Removes a setting of the repository; not there is fine.</summary>
    public static void Unset(string directory, string name)
    {
        var r = Child.Run(new Command("git", "config", "--unset-all", name) { Directory = directory });
        if (r.ExitCode is not (0 or 5)) throw new UserError($"git config --unset-all {name} failed: {r.LastError}");
    }

    static void Change(string directory, string[] words)
    {
        var r = Child.Run(new Command(words) { Directory = directory });
        if (!r.Ok) throw new UserError($"{string.Join(' ', words)} failed: {r.LastError}");
    }
}
