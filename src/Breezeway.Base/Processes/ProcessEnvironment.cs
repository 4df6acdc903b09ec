using Breezeway.Base.Files;
using Breezeway.Base.Text;

namespace Breezeway.Base.Processes;

/// <summary>This process's arguments and environment as bytes, read from /proc: .NET would decode and damage them.</summary>
public static class ProcessEnvironment
{
    static readonly Lock s_lock = new();
    static Dictionary<string, string>? s_variables;

    /// <summary>argv as byte text, the program's name first.</summary>
    public static string[] Arguments()
    {
        var raw = Fs.ReadAll("/proc/self/cmdline").AsSpan();
        var all = new List<string>();
        while (raw.Length > 0)
        {
            int i = raw.IndexOf((byte)0);
            if (i < 0) { all.Add(ByteText.From(raw)); break; }
            all.Add(ByteText.From(raw[..i]));
            raw = raw[(i + 1)..];
        }
        return [.. all];
    }

    static Dictionary<string, string> Variables
    {
        get
        {
            lock (s_lock)
            {
                if (s_variables is not null) return s_variables;
                var map = new Dictionary<string, string>();
                foreach (var range in Split(Fs.ReadAll("/proc/self/environ")))
                {
                    int eq = range.IndexOf('=');
                    if (eq > 0) map.TryAdd(range[..eq], range[(eq + 1)..]);
                }
                return s_variables = map;
            }
        }
    }

    static IEnumerable<string> Split(byte[] raw)
    {
        int start = 0;
        for (int i = 0; i < raw.Length; i++)
            if (raw[i] == 0) { yield return ByteText.From(raw.AsSpan(start, i - start)); start = i + 1; }
    }

    /// <summary>Null when unset. Changes by <see cref="Set"/> are seen.</summary>
    public static string? Get(string name) { lock (s_lock) return Variables.GetValueOrDefault(name); }

    /// <summary>Changes what children get; null removes.</summary>
    public static void Set(string name, string? value)
    {
        lock (s_lock) { if (value is null) Variables.Remove(name); else Variables[name] = value; }
    }

    /// <summary>A copy.</summary>
    public static Dictionary<string, string> All() { lock (s_lock) return new(Variables); }

    public static string Home => Get("HOME") is { Length: > 0 } h ? h : "/";
}
