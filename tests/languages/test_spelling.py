"""One form for all spellings of a name, and never one for two."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from idlibtl.languages.spelling import normal_form

ALIKE = """
Saraqib / Saraqeb / Sarakeb / Seraqeb
Khan Sheikhoun / Khan Sheikhun / Khan Shaykhun / Khan Shaikhoun
al-Bab / Al-Bab / Al Bab / El Bab
Idlib / Idleb / IDLIB
Hasakah / al-Hasaka / Hasakeh / Hassakeh
Raqqa / al-Raqqah / Ar-Raqqah / Raqa
Deir ez-Zor / Deir Ezzor / Deir al-Zour / Deir Azzour / Dayr al-Zawr / Deir el Zour
Shoigu / Shoygu / Shoigou
Erdogan / Erdoğan / Erdogan’
M4 / M-4
Cavusoglu / Çavuşoğlu
Mekdad / Miqdad / Mikdad
Latakia / Lattakia
Ghouta / Gouta / Ghota
Rami Abdel Rahman / Rami Abdulrahman / Rami Abdurrahman / Rami Abdul-Rahman
Foua / al-Fouaa / Fua / Fuaa
Rashidin / al-Rashideen
Hamadaniyeh / al-Hamadaniya / al-Hamadanyia / Hamadania
Salamiyah / Salamiyeh / Salamyieh
Maaret al-Numan / Maarat an-Numan / Maara Al-Numan / Maarrat al Nouman
Tal Abyad / Tel Abyad / Tell Abyad
Sayyida Zeinab / Sayeda Zainab
Urum al-Kubra / Orum al Kubra
Muhammad / Mohamed / Mohammad
Qaeda / al-Qaida
Suwayda / Sweida / as-Suwayda
Daoud / Dawud / Dawood
U.S. / US
"""
APART = """
Homs Hama Hamas Daraa Daraya Douma Dumayr Salma Salamiyah Hatay Hass Rastan Anbar Iran Iraq Amman Oman Yemen Peterson
Patterson Hill Hall Allen Ellen Harem Sarmin Sarmada Hasan Hussein Assad Saad Saudi Sudan Syria Kirkuk Madaya Mayadin
Media Tartus Tadmur Moscow Muscat Kabul Kobani Harasta Hasakah Niger Nigeria Austria Australia Slovakia Slovenia M4 M5
"""


@pytest.mark.parametrize("spellings", ALIKE.strip().splitlines())
def test_spellings_of_one_name_have_one_form(spellings: str) -> None:
    assert len({normal_form(name.strip()) for name in spellings.split("/")}) == 1


def test_two_names_have_two_forms() -> None:
    names = APART.split()
    forms = {name: normal_form(name) for name in names}
    assert len(set(forms.values())) == len(names), sorted(forms, key=forms.__getitem__)


@given(st.text(max_size=40))
def test_any_text_has_a_form_in_small_letters(text: str) -> None:
    form = normal_form(text)
    assert form == form.lower().strip()
    assert normal_form(f"  {text} ") == form
