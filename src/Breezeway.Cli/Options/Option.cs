namespace Breezeway.Cli.Options;

/// <summary>One option of a command. Order among options is kept, as matching options form an expression.</summary>
/// <param name="Names">With dashes; the long one first.</param>
/// <param name="Value">Name of its argument in help; null for a flag.</param>
public sealed record Option(string[] Names, string? Value, string Help)
{
    public Option(string name, string help) : this([name], null, help) { }
    public Option(string name, string shortName, string? value, string help) : this([name, shortName], value, help) { }
    public string Name => Names[0];
    /// <summary>Not shown by help: accepted for compatibility.</summary>
    public bool Hidden { get; init; }
}

/// <summary>A given option with its value.</summary>
public readonly record struct GivenOption(Option Option, string? Value);

/// <summary>A parsed command line: options in their order, and the other words.</summary>
public sealed class Arguments(IReadOnlyList<GivenOption> options, IReadOnlyList<string> words)
{
    public IReadOnlyList<GivenOption> Options { get; } = options;
    public IReadOnlyList<string> Words { get; } = words;

    public bool Has(Option option) => Options.Any(o => ReferenceEquals(o.Option, option));
    /// <summary>The last value given.</summary>
    public string? Value(Option option) => Options.LastOrDefault(o => ReferenceEquals(o.Option, option)).Value;
    public IEnumerable<string> Values(Option option) => Options.Where(o => ReferenceEquals(o.Option, option)).Select(o => o.Value!);
}

/// <summary>Parses words against options: long (also unambiguous beginnings, <c>--x=v</c>), short (joined values, bundled flags), <c>--</c>, and <c>-(</c> <c>-)</c>.</summary>
public static class ArgumentParser
{
    /// <summary>Throws <see cref="UsageError"/>.</summary>
    public static Arguments Parse(IReadOnlyList<Option> options, IReadOnlyList<string> words)
    {
        var given = new List<GivenOption>();
        var rest = new List<string>();
        for (int i = 0; i < words.Count; i++)
        {
            string w = words[i];
            if (w == "--") { rest.AddRange(words.Skip(i + 1)); break; }
            string Next(string name) => i + 1 < words.Count ? words[++i] : throw new UsageError($"The option `{name}` expects an argument.");
            if (w.StartsWith("--", StringComparison.Ordinal))
            {
                int eq = w.IndexOf('=');
                string name = eq < 0 ? w : w[..eq];
                var option = FindLong(options, name);
                if (option.Value is null && eq >= 0) throw new UsageError($"Invalid option `{w}'");
                given.Add(new(option, option.Value is null ? null : eq >= 0 ? w[(eq + 1)..] : Next(name)));
            }
            else if (w.Length > 1 && w[0] == '-')
            {
                for (int j = 1; j < w.Length; j++)
                {
                    string name = "-" + w[j];
                    var option = options.FirstOrDefault(o => o.Names.Contains(name)) ?? throw new UsageError($"Invalid option `{name}'");
                    if (option.Value is null) { given.Add(new(option, null)); continue; }
                    given.Add(new(option, j + 1 < w.Length ? w[(j + 1)..] : Next(name)));
                    break;
                }
            }
            else rest.Add(w);
        }
        return new Arguments(given, rest);
    }

    static Option FindLong(IReadOnlyList<Option> options, string name)
    {
        foreach (var o in options) if (o.Names.Contains(name)) return o;
        var near = options.Where(o => o.Names.Any(n => n.StartsWith(name, StringComparison.Ordinal))).ToList();
        return near.Count switch
        {
            1 => near[0],
            0 => throw new UsageError($"Invalid option `{name}'"),
            _ => throw new UsageError($"Ambiguous option `{name}'"),
        };
    }
}

/// <summary>A command line that does not parse: message and usage, exit code 1.</summary>
public sealed class UsageError(string message) : Exception(message);
