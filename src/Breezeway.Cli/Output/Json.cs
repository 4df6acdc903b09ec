using System.Globalization;
using System.Text;

namespace Breezeway.Cli.Output;

/// <summary>A JSON value built in byte text: keys sorted, no spaces, bytes above 0x7f as they are (policy.md 7).</summary>
public abstract record Json
{
    Json() { }
    public sealed record Text(string Value) : Json;
    public sealed record Number(string Value) : Json;
    public sealed record Bool(bool Value) : Json;
    public sealed record Null : Json;
    public sealed record List(IReadOnlyList<Json> Items) : Json;
    public sealed record Obj(IReadOnlyList<(string Name, Json Value)> Fields) : Json;

    public static implicit operator Json(string s) => new Text(s);
    public static implicit operator Json(bool b) => new Bool(b);
    public static implicit operator Json(long n) => new Number(n.ToString(CultureInfo.InvariantCulture));
    public static Json Of(IEnumerable<string> items) => new List([.. items.Select(i => new Text(i))]);
    public static Json Object(params (string Name, Json Value)[] fields) => new Obj(fields);

    public string Format() { var s = new StringBuilder(); Append(s); return s.ToString(); }

    void Append(StringBuilder s)
    {
        switch (this)
        {
            case Text t: Quote(s, t.Value); break;
            case Number n: s.Append(n.Value); break;
            case Bool b: s.Append(b.Value ? "true" : "false"); break;
            case Null: s.Append("null"); break;
            case List l:
                s.Append('[');
                for (int i = 0; i < l.Items.Count; i++) { if (i > 0) s.Append(','); l.Items[i].Append(s); }
                s.Append(']');
                break;
            case Obj o:
                s.Append('{');
                bool first = true;
                foreach (var (name, value) in o.Fields.OrderBy(f => f.Name, StringComparer.Ordinal))
                {
                    if (!first) s.Append(',');
                    first = false;
                    Quote(s, name);
                    s.Append(':');
                    value.Append(s);
                }
                s.Append('}');
                break;
        }
    }

    static void Quote(StringBuilder s, string text)
    {
        s.Append('"');
        foreach (char c in text)
            _ = c switch
            {
                '"' => s.Append("\\\""),
                '\\' => s.Append("\\\\"),
                '\n' => s.Append("\\n"),
                '\r' => s.Append("\\r"),
                '\t' => s.Append("\\t"),
                '\b' => s.Append("\\b"),
                '\f' => s.Append("\\f"),
                < ' ' or (char)0x7f => s.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => s.Append(c),
            };
        s.Append('"');
    }
}
